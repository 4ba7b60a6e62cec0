package mimir.dispatch.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mimir.dispatch.DispatchLimits;

/** When each host was last heard of by this replica, and since when it is connected. */
@ApplicationScoped
public class Presence {
  private final Map<UUID, Contact> contacts = new ConcurrentHashMap<>();
  private final DispatchLimits limits;

  Presence(DispatchLimits limits) {
    this.limits = limits;
  }

  /** Replaced and never changed, so that a reader sees one moment. */
  private record Contact(Instant lastSeen, Instant connectedSince, Instant writtenAt) {}

  /** What the database knew. */
  void learn(UUID hostId, Instant lastSeen) {
    contacts.putIfAbsent(hostId, new Contact(lastSeen, Instant.EPOCH, lastSeen));
  }

  /** A poll: how long the host was away, when it was not connected any more (H-4). */
  public Optional<Duration> touch(UUID hostId, Instant now) {
    var before = contacts.get(hostId);
    Duration absent = before == null ? Duration.ZERO : Duration.between(before.lastSeen(), now);
    boolean reconnects = before == null || absent.compareTo(limits.connectedWithin()) > 0;
    contacts.put(
        hostId,
        new Contact(
            now,
            reconnects ? now : before.connectedSince(),
            before == null ? Instant.EPOCH : before.writtenAt()));
    return reconnects ? Optional.of(absent) : Optional.empty();
  }

  public Instant connectedSince(UUID hostId) {
    var contact = contacts.get(hostId);
    return contact == null ? Instant.EPOCH : contact.connectedSince();
  }

  Optional<Instant> lastSeen(UUID hostId) {
    return Optional.ofNullable(contacts.get(hostId)).map(Contact::lastSeen);
  }

  void forget(UUID hostId) {
    contacts.remove(hostId);
  }

  /** Hosts whose last contact was not written down for that long; they count as written now. */
  Map<UUID, Instant> dueForWriting() {
    var due = new HashMap<UUID, Instant>();
    contacts.forEach(
        (hostId, contact) -> {
          var unwritten = Duration.between(contact.writtenAt(), contact.lastSeen());
          if (unwritten.compareTo(limits.lastSeenWriteEvery()) >= 0) {
            due.put(hostId, contact.lastSeen());
          }
        });
    return due;
  }

  void written(Map<UUID, Instant> written) {
    written.forEach(
        (hostId, at) ->
            contacts.computeIfPresent(
                hostId,
                (_, contact) -> new Contact(contact.lastSeen(), contact.connectedSince(), at)));
  }
}
