package mimir.dispatch.hosts;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Node key → host, in memory; the database is asked only for a key that is not known here. */
@ApplicationScoped
public class NodeKeys {
  private final Map<ByteBuffer, UUID> hostByHash = new ConcurrentHashMap<>();
  private final Map<UUID, byte[]> hashByHost = new ConcurrentHashMap<>();
  private final HostTables tables;
  private final Presence presence;

  NodeKeys(HostTables tables, Presence presence, MeterRegistry metrics) {
    this.tables = tables;
    this.presence = presence;
    metrics.gaugeMapSize("mimir.dispatch.hosts.known", List.of(), hashByHost);
  }

  /** All of them, at start. */
  public void load() {
    tables.allKeys().forEach(key -> remember(key.hostId(), key.hash(), key.lastSeen()));
  }

  /** From memory only; empty may mean that the database knows it. */
  public Optional<UUID> known(String nodeKey) {
    byte[] hash = Secret.hash(nodeKey);
    UUID host = hostByHash.get(ByteBuffer.wrap(hash));
    if (host == null) {
      return Optional.empty();
    }
    byte[] current = hashByHost.get(host);
    return current != null && MessageDigest.isEqual(current, hash)
        ? Optional.of(host)
        : Optional.empty();
  }

  /** Asks the database for a key that another replica gave out. */
  public Optional<UUID> lookUp(String nodeKey) {
    return tables
        .key(Secret.hash(nodeKey))
        .map(
            key -> {
              remember(key.hostId(), key.hash(), key.lastSeen());
              return key.hostId();
            });
  }

  void remember(UUID hostId, byte[] hash, Instant lastSeen) {
    byte[] before = hashByHost.put(hostId, hash);
    if (before != null && !Arrays.equals(before, hash)) {
      hostByHash.remove(ByteBuffer.wrap(before));
    }
    hostByHash.put(ByteBuffer.wrap(hash), hostId);
    presence.learn(hostId, lastSeen);
  }

  /** The host's key was replaced or revoked somewhere: what is known of it is void. */
  public void forget(UUID hostId) {
    byte[] before = hashByHost.remove(hostId);
    if (before != null) {
      hostByHash.remove(ByteBuffer.wrap(before));
    }
  }
}
