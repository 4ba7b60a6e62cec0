package mimir.local;

import java.time.Duration;
import java.util.Optional;

/** Whether and when a dead part is started again. */
sealed interface RestartPolicy {
  /** The pause before the next try, or nothing when the stack should end. */
  Optional<Duration> pause(int deathsInARow);

  /** A death ends the stack. */
  record Never() implements RestartPolicy {
    @Override
    public Optional<Duration> pause(int deathsInARow) {
      return Optional.empty();
    }
  }

  /** Always again; the pause doubles with each death in a row, up to a bound. */
  record Always(Duration first, Duration most) implements RestartPolicy {
    static final Always DEFAULT = new Always(Duration.ofMillis(500), Duration.ofSeconds(10));

    @Override
    public Optional<Duration> pause(int deathsInARow) {
      var doublings = Math.min(20, Math.max(0, deathsInARow - 1));
      var pause = first.multipliedBy(1L << doublings);
      return Optional.of(pause.compareTo(most) < 0 ? pause : most);
    }
  }
}
