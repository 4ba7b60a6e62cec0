package mimir.gateway.routing;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Leaves a service alone that did not answer several times in a row, so that callers need not wait
 * for what will fail, nor pile up on it: for a few seconds nobody is let through, then a few.
 */
@ApplicationScoped
class Breakers {
  private static final Logger LOG = Logger.getLogger(Breakers.class);

  /** One of them may be a large upload. */
  private static final int TRIALS = 3;

  /** What has not ended by then does not keep others waiting. */
  private static final Duration TRIAL_MAX = Duration.ofSeconds(10);

  private final Map<Upstream, CircuitBreaker> breakers = new EnumMap<>(Upstream.class);

  Breakers(RelaySettings settings) {
    int failures = settings.upstreamFailuresMax();
    var config =
        CircuitBreakerConfig.custom()
            .slidingWindow(failures, failures, CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
            // All of the last so many.
            .failureRateThreshold(100)
            .waitDurationInOpenState(settings.upstreamRest())
            .permittedNumberOfCallsInHalfOpenState(TRIALS)
            .maxWaitDurationInHalfOpenState(TRIAL_MAX)
            .build();
    for (Upstream upstream : Upstream.values()) {
      CircuitBreaker breaker = CircuitBreaker.of(upstream.name(), config);
      breaker
          .getEventPublisher()
          .onStateTransition(change -> LOG.warnf("%s: %s", upstream, change.getStateTransition()));
      breakers.put(upstream, breaker);
    }
  }

  /**
   * Whether the service may be asked now; then one of the others must be told what became of it.
   */
  boolean lets(Upstream upstream) {
    return breakers.get(upstream).tryAcquirePermission();
  }

  /** It answered, whatever it said. */
  void answered(Upstream upstream) {
    breakers.get(upstream).onSuccess(0, TimeUnit.MILLISECONDS);
  }

  void failed(Upstream upstream, Throwable failure) {
    breakers.get(upstream).onError(0, TimeUnit.MILLISECONDS, failure);
  }

  /** The call says nothing of the service: its caller left, or sent too much. */
  void forget(Upstream upstream) {
    breakers.get(upstream).releasePermission();
  }
}
