package mimir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import mimir.contracts.ErrorCode;
import org.junit.jupiter.api.Test;

class BreakersTest {
  private static final int FAILURES_MAX = 3;

  private final Breakers breakers = new Breakers(new Settings());

  @Test
  void after_three_failures_in_a_row_nobody_is_let_through_and_others_are_not_concerned() {
    fail(FAILURES_MAX - 1);
    breakers.answered(Upstream.INGEST);
    fail(FAILURES_MAX - 1);
    assertThat(breakers.lets(Upstream.INGEST)).isTrue();
    fail(1);

    assertThat(breakers.lets(Upstream.INGEST)).isFalse();
    assertThat(breakers.lets(Upstream.FLAG)).isTrue();
  }

  @Test
  void a_caller_that_leaves_says_nothing_of_the_service() {
    for (int n = 0; n < 2 * FAILURES_MAX; n++) {
      assertThat(breakers.lets(Upstream.INGEST)).isTrue();
      breakers.forget(Upstream.INGEST);
    }

    assertThat(breakers.lets(Upstream.INGEST)).isTrue();
  }

  @Test
  void after_its_rest_three_are_let_through_and_their_answers_open_the_way() {
    fail(FAILURES_MAX);

    await().atMost(Duration.ofSeconds(20)).until(() -> breakers.lets(Upstream.INGEST));
    assertThat(breakers.lets(Upstream.INGEST)).isTrue();
    assertThat(breakers.lets(Upstream.INGEST)).isTrue();
    assertThat(breakers.lets(Upstream.INGEST)).isFalse();
    for (int n = 0; n < 3; n++) {
      breakers.answered(Upstream.INGEST);
    }

    assertThat(breakers.lets(Upstream.INGEST)).isTrue();
  }

  @Test
  void each_failure_has_its_code() {
    assertThat(RelayFailures.code(Optional.empty())).isEqualTo(ErrorCode.UPSTREAM_OVERLOADED);
    assertThat(RelayFailures.code(Optional.of(new ConnectionPoolTooBusyException("busy"))))
        .isEqualTo(ErrorCode.UPSTREAM_OVERLOADED);
    assertThat(RelayFailures.code(Optional.of(new TimeoutException())))
        .isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
    assertThat(RelayFailures.code(Optional.of(new ConnectException())))
        .isEqualTo(ErrorCode.UPSTREAM_UNAVAILABLE);
  }

  private void fail(int times) {
    for (int n = 0; n < times; n++) {
      assertThat(breakers.lets(Upstream.INGEST)).isTrue();
      breakers.failed(Upstream.INGEST, new ConnectException("down"));
    }
  }

  private static final class Settings implements RelaySettings {
    @Override
    public Upstreams upstreams() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Duration upstreamIdle() {
      return Duration.ofMinutes(1);
    }

    @Override
    public int upstreamFailuresMax() {
      return FAILURES_MAX;
    }

    @Override
    public Duration upstreamRest() {
      return Duration.ofMillis(200);
    }
  }
}
