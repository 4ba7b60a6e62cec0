package mimir.dispatch.hosts;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mimir.dispatch.hosts.HostTables.KnownKey;

/** Node key → host, in memory; the database is asked only for a key that is not known here. */
@ApplicationScoped
public class NodeKeys {
  /** Half of the connections that the pool has by default: others have work there too. */
  private static final int LOOKS_AT_ONCE_MAX = 4;

  private static final Duration LOOK_WAIT_MAX = Duration.ofSeconds(5);

  private final Map<ByteBuffer, UUID> hostByHash = new ConcurrentHashMap<>();
  private final Map<UUID, byte[]> hashByHost = new ConcurrentHashMap<>();
  private final UnknownKeys unknown;
  private final Semaphore looksFree = new Semaphore(LOOKS_AT_ONCE_MAX);
  private final HostTables tables;
  private final Presence presence;

  // Guarded by this, like every change of the two maps; readers of them need no lock.
  private final Set<Look> looks = new HashSet<>();

  /** A look into the database, and whose keys became void while it went on. */
  private static final class Look {
    private final Set<UUID> voidMeanwhile = new HashSet<>();
  }

  /** The database has enough to do with others: nothing is known of the key. */
  public static final class Busy extends RuntimeException {
    public Busy() {
      super("too many keys are looked up", null, false, false);
    }
  }

  NodeKeys(HostTables tables, Presence presence, InstantSource clock, MeterRegistry metrics) {
    this.tables = tables;
    this.presence = presence;
    this.unknown = new UnknownKeys(clock);
    metrics.gaugeMapSize("mimir.dispatch.hosts.known", List.of(), hashByHost);
  }

  /** All of them, at start. */
  public void load() {
    Look look = begin();
    try {
      tables.allKeys().forEach(key -> remember(look, key));
    } finally {
      end(look);
    }
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

  /** Whether the database was asked for this key lately, and did not know it. */
  public boolean knownAsUnknown(String nodeKey) {
    return unknown.contains(Secret.hash(nodeKey));
  }

  /**
   * Asks the database for a key that another replica gave out. Blocks.
   *
   * @throws Busy when it is asked for too many at once
   */
  public Optional<UUID> lookUp(String nodeKey) {
    byte[] hash = Secret.hash(nodeKey);
    if (unknown.contains(hash)) {
      return Optional.empty();
    }
    acquire();
    Look look = begin();
    try {
      Optional<KnownKey> found = tables.key(hash);
      found.ifPresentOrElse(key -> remember(look, key), () -> unknown.add(hash));
      return found.map(KnownKey::hostId);
    } finally {
      end(look);
      looksFree.release();
    }
  }

  private void acquire() {
    try {
      if (!looksFree.tryAcquire(LOOK_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy();
    }
  }

  /** The host's key was replaced or revoked somewhere: what is known of it is void. */
  public synchronized void forget(UUID hostId) {
    looks.forEach(look -> look.voidMeanwhile.add(hostId));
    byte[] before = hashByHost.remove(hostId);
    if (before != null) {
      hostByHash.remove(ByteBuffer.wrap(before));
    }
  }

  /** The host has this key and no other. */
  synchronized void replaced(UUID hostId, byte[] hash) {
    byte[] before = hashByHost.get(hostId);
    if (before != null && !Arrays.equals(before, hash)) {
      forget(hostId);
    }
  }

  private synchronized Look begin() {
    var look = new Look();
    looks.add(look);
    return look;
  }

  private synchronized void end(Look look) {
    looks.remove(look);
  }

  /** What was read before a key became void must not bring it back after that was told. */
  private synchronized void remember(Look look, KnownKey key) {
    if (look.voidMeanwhile.contains(key.hostId())) {
      return;
    }
    byte[] before = hashByHost.put(key.hostId(), key.hash());
    if (before != null && !Arrays.equals(before, key.hash())) {
      hostByHash.remove(ByteBuffer.wrap(before));
    }
    hostByHash.put(ByteBuffer.wrap(key.hash()), key.hostId());
    presence.learn(key.hostId(), key.lastSeen());
  }
}
