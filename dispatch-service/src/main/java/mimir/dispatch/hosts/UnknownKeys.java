package mimir.dispatch.hosts;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keys that the database did not know when it was asked: an agent that keeps asking with a dead key
 * costs one look a minute. A key is told to its machine after it was stored and is never made
 * twice, so none of these can become somebody's; the bounds are for memory and for a database that
 * was restored.
 */
final class UnknownKeys {
  static final Duration LIFE = Duration.ofMinutes(1);
  static final int KEYS_MAX = 10_000;

  private final InstantSource clock;
  private final Map<ByteBuffer, Instant> untilByHash =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Instant> eldest) {
          return size() > KEYS_MAX;
        }
      };

  UnknownKeys(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(byte[] hash) {
    untilByHash.put(ByteBuffer.wrap(hash), clock.instant().plus(LIFE));
  }

  synchronized boolean contains(byte[] hash) {
    var until = untilByHash.get(ByteBuffer.wrap(hash));
    return until != null && clock.instant().isBefore(until);
  }
}
