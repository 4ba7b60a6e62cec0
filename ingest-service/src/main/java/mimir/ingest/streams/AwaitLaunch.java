package mimir.ingest.streams;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Whoever has just launched something comes to follow it sooner than its launch, by a topic. */
@ApplicationScoped
public class AwaitLaunch {
  /**
   * A launch that was not heard of for so long does not exist: longer than a replica that died
   * holds up its topics, shorter than the minute after which the gateway gives a silent call up.
   */
  private static final Duration HEARD_MAX = Duration.ofSeconds(45);

  /** What was launched longer ago is known here; clocks differ, and nobody may name any time. */
  private static final Duration YOUNG_MAX = Duration.ofMinutes(5);

  /** Ids are UUIDs of version 7, RFC 9562: their first 48 bits are milliseconds since 1970. */
  private static final int TIME_ORDERED = 7;

  private static final int TIME_SHIFT = 16;

  private final InstantSource clock;

  AwaitLaunch(InstantSource clock) {
    this.clock = clock;
  }

  /** What is known of it, as soon as it is; none when it cannot be known any more. */
  public <T> Optional<T> known(UUID id, SseEventSink connection, Supplier<Optional<T>> look)
      throws InterruptedException {
    Instant now = clock.instant();
    Instant launched = Instant.ofEpochMilli(id.getMostSignificantBits() >>> TIME_SHIFT);
    boolean young =
        id.version() == TIME_ORDERED
            && Duration.between(launched, now).abs().compareTo(YOUNG_MAX) < 0;
    Optional<T> found = look.get();
    while (found.isEmpty()
        && young
        && clock.instant().isBefore(now.plus(HEARD_MAX))
        && !connection.isClosed()) {
      Thread.sleep(EventStreams.LOOK_EVERY);
      found = look.get();
    }
    return found;
  }
}
