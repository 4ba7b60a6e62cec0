package mimir.dispatch.osquery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.hosts.NodeKeys;

/** Whose a shown node key is. An address that shows many keys of nobody is told to wait. */
@ApplicationScoped
class ShownKeys {
  /** A node key has 43 characters; what is longer is none, and not worth a hash. */
  private static final int CHARS_MAX = 128;

  static final String TOO_MANY = "too many unknown node keys from this address, wait a minute";

  private final NodeKeys keys;
  private final FailureWindow strangers;

  ShownKeys(NodeKeys keys, DispatchLimits limits, InstantSource clock) {
    this.keys = keys;
    this.strangers = new FailureWindow(limits.unknownKeysPerMinute(), clock);
  }

  /** From memory only; empty may mean that the database knows it. */
  Optional<UUID> known(String key) {
    return none(key) ? Optional.empty() : keys.known(key);
  }

  /** Whether it is nobody's for certain, without a look into the database. */
  boolean nobodys(String key) {
    return none(key) || keys.knownAsUnknown(key);
  }

  private static boolean none(String key) {
    return key == null || key.length() > CHARS_MAX;
  }

  /** Whether no more keys that are not known here are looked up for this address. */
  boolean tooMany(String address) {
    return strangers.exceeded(address);
  }

  /** Blocks. */
  Optional<UUID> lookUp(String key, String address) {
    Optional<UUID> found = keys.lookUp(key);
    if (found.isEmpty()) {
      strangers.add(address);
    }
    return found;
  }

  /** All of it for who may block. */
  UUID host(String key, String address) throws Refusal.BodyRefused {
    Optional<UUID> known = known(key);
    if (known.isPresent()) {
      return known.get();
    }
    if (nobodys(key)) {
      throw unknown();
    }
    if (tooMany(address)) {
      // Not node_invalid: nobody has looked, and a host may share the address.
      throw Refusal.BUSY.because(TOO_MANY);
    }
    return lookUp(key, address).orElseThrow(ShownKeys::unknown);
  }

  private static Refusal.BodyRefused unknown() {
    return Refusal.UNKNOWN_KEY.because("unknown node key");
  }
}
