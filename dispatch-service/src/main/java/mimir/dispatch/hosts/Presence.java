package mimir.dispatch.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import mimir.dispatch.DispatchLimits;

/** When each host was last heard of by this replica, and since when it is connected. */
@ApplicationScoped
public class Presence {
  private final Map<UUID, Contact> contacts = new ConcurrentHashMap<>();
  private final Map<UUID, Returned> returned = new ConcurrentHashMap<>();
  private final DispatchLimits limits;

  Presence(DispatchLimits limits) {
    this.limits = limits;
  }

  /** Replaced and never changed, so that a reader sees one moment. */
  private record Contact(Instant lastSeen, Instant connectedSince, Instant writtenAt) {}

  /** A host that this replica had not heard of for longer than a connected one is silent (H-4). */
  record Returned(UUID hostId, Instant at, Instant connectedBefore) {}

  /** What the database knew. */
  void learn(UUID hostId, Instant lastSeen) {
    contacts.putIfAbsent(hostId, new Contact(lastSeen, Instant.EPOCH, lastSeen));
  }

  /** A poll. Whether a host that was not connected here was elsewhere, is found out later. */
  public void touch(UUID hostId, Instant now) {
    contacts.compute(
        hostId,
        (_, before) -> {
          if (before != null && connected(before, now)) {
            return new Contact(now, before.connectedSince(), before.writtenAt());
          }
          Instant connectedBefore = before == null ? Instant.EPOCH : before.connectedSince();
          returned.put(hostId, new Returned(hostId, now, connectedBefore));
          return new Contact(now, now, before == null ? Instant.EPOCH : before.writtenAt());
        });
  }

  private boolean connected(Contact contact, Instant now) {
    return Duration.between(contact.lastSeen(), now).compareTo(limits.connectedWithin()) <= 0;
  }

  /** Of whom it is to be found out. */
  Collection<Returned> returned() {
    return List.copyOf(returned.values());
  }

  /** It is found out: the host was away, or connected to another replica all the time. */
  void settle(Returned host, boolean wasAway) {
    contacts.computeIfPresent(
        host.hostId(),
        (_, contact) ->
            wasAway || !contact.connectedSince().equals(host.at())
                ? contact
                : new Contact(contact.lastSeen(), host.connectedBefore(), contact.writtenAt()));
    returned.remove(host.hostId(), host);
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
    returned.remove(hostId);
  }

  /**
   * Hosts whose last contact was not written down for that long. Not those of whom is to be found
   * out yet whether they were away: it would look as if they had not been.
   */
  Map<UUID, Instant> dueForWriting() {
    var due = new HashMap<UUID, Instant>();
    contacts.forEach(
        (hostId, contact) -> {
          var unwritten = Duration.between(contact.writtenAt(), contact.lastSeen());
          if (unwritten.compareTo(limits.lastSeenWriteEvery()) >= 0
              && !returned.containsKey(hostId)) {
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
