package mimir.ingest.streams;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** How many follow streams of this replica; each holds a connection of the gateway's. */
@ApplicationScoped
class StreamReaders {
  static final int STREAMS_MAX = 256;
  static final int STREAMS_PER_PERSON_MAX = 16;
  private static final int RETRY_AFTER_SECONDS = 15;

  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> ofPerson = new ConcurrentHashMap<>();

  /**
   * @throws Refused TOO_MANY_STREAMS
   */
  void enter(String person) {
    if (open.incrementAndGet() > STREAMS_MAX) {
      open.decrementAndGet();
      throw full("Too many people follow streams now; try again later.");
    }
    if (ofPerson.merge(person, 1, Integer::sum) > STREAMS_PER_PERSON_MAX) {
      leave(person);
      throw full("You follow %d streams already; close one.".formatted(STREAMS_PER_PERSON_MAX));
    }
  }

  void leave(String person) {
    open.decrementAndGet();
    ofPerson.computeIfPresent(person, (_, count) -> count == 1 ? null : count - 1);
  }

  private static Refused full(String detail) {
    return new Refused(
        ErrorCode.TOO_MANY_STREAMS, detail, Map.of("retry_after_seconds", RETRY_AFTER_SECONDS));
  }
}
