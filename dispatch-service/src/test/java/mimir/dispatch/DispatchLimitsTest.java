package mimir.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatchLimitsTest {

  @Test
  void each_limit_has_its_documented_default() {
    var limits = Limits.defaults();

    assertThat(limits.lease()).isEqualTo(Duration.ofMinutes(30));
    assertThat(limits.claimMax()).isEqualTo(1);
    assertThat(limits.maxAttempts()).isEqualTo(10);
    assertThat(limits.denylistBackOff()).isEqualTo(Duration.ofHours(24));
    assertThat(limits.dispatchRate()).isEqualTo(200);
    assertThat(limits.dispatchBurst()).isEqualTo(400);
    assertThat(limits.reconnectJitter()).isEqualTo(Duration.ofSeconds(30));
    assertThat(limits.connectedWithin()).isEqualTo(Duration.ofSeconds(90));
    assertThat(limits.onlineWithin()).isEqualTo(Duration.ofMinutes(10));
    assertThat(limits.staleWithin()).isEqualTo(Duration.ofHours(24));
    assertThat(limits.lastSeenWriteEvery()).isEqualTo(Duration.ofSeconds(60));
    assertThat(limits.lastSeenPublishEvery()).isEqualTo(Duration.ofMinutes(10));
    assertThat(limits.agentBodyMaxBytes()).isEqualTo(64 * 1024 * 1024);
    assertThat(limits.agentBodySilenceMax()).isEqualTo(Duration.ofSeconds(20));
    assertThat(limits.agentBodyTimeMax()).isEqualTo(Duration.ofMinutes(2));
    assertThat(limits.agentSpoolDirectory()).isEmpty();
    assertThat(limits.agentSpoolMaxBytes()).isEqualTo(4L * 1024 * 1024 * 1024);
    assertThat(limits.releasePublicKeys()).isEmpty();
    assertThat(limits.releaseStore()).isEqualTo(Path.of("data/releases"));
    assertThat(limits.releaseBucket()).isEmpty();
    assertThat(limits.releaseBucketEndpoint()).isEmpty();
    assertThat(limits.releaseBucketRegion()).isEqualTo("us-east-1");
    assertThat(limits.enrollFailuresPerMinute()).isEqualTo(30);
    assertThat(limits.unknownKeysPerMinute()).isEqualTo(600);
  }

  @Test
  void each_limit_is_set_by_its_environment_variable() {
    var limits =
        Limits.of(
            Map.ofEntries(
                Map.entry("MIMIR_LEASE", "5m"),
                Map.entry("MIMIR_CLAIM_MAX", "3"),
                Map.entry("MIMIR_MAX_ATTEMPTS", "2"),
                Map.entry("MIMIR_DENYLIST_BACK_OFF", "1h"),
                Map.entry("MIMIR_DISPATCH_RATE", "20"),
                Map.entry("MIMIR_DISPATCH_BURST", "40"),
                Map.entry("MIMIR_RECONNECT_JITTER", "1s"),
                Map.entry("MIMIR_CONNECTED_WITHIN", "9s"),
                Map.entry("MIMIR_ONLINE_WITHIN", "1m"),
                Map.entry("MIMIR_STALE_WITHIN", "2h"),
                Map.entry("MIMIR_LAST_SEEN_WRITE_EVERY", "6s"),
                Map.entry("MIMIR_LAST_SEEN_PUBLISH_EVERY", "1m"),
                Map.entry("MIMIR_AGENT_BODY_MAX_BYTES", "1024"),
                Map.entry("MIMIR_AGENT_BODY_READ_MAX_BYTES", "2048"),
                Map.entry("MIMIR_AGENT_BODY_SILENCE_MAX", "7s"),
                Map.entry("MIMIR_AGENT_BODY_TIME_MAX", "8s"),
                Map.entry("MIMIR_AGENT_SPOOL_DIRECTORY", "/spool"),
                Map.entry("MIMIR_AGENT_SPOOL_MAX_BYTES", "4096"),
                Map.entry("MIMIR_ENROLL_FAILURES_PER_MINUTE", "4"),
                Map.entry("MIMIR_UNKNOWN_KEYS_PER_MINUTE", "5")));

    assertThat(limits.lease()).isEqualTo(Duration.ofMinutes(5));
    assertThat(limits.claimMax()).isEqualTo(3);
    assertThat(limits.maxAttempts()).isEqualTo(2);
    assertThat(limits.denylistBackOff()).isEqualTo(Duration.ofHours(1));
    assertThat(limits.dispatchRate()).isEqualTo(20);
    assertThat(limits.dispatchBurst()).isEqualTo(40);
    assertThat(limits.reconnectJitter()).isEqualTo(Duration.ofSeconds(1));
    assertThat(limits.connectedWithin()).isEqualTo(Duration.ofSeconds(9));
    assertThat(limits.onlineWithin()).isEqualTo(Duration.ofMinutes(1));
    assertThat(limits.staleWithin()).isEqualTo(Duration.ofHours(2));
    assertThat(limits.lastSeenWriteEvery()).isEqualTo(Duration.ofSeconds(6));
    assertThat(limits.lastSeenPublishEvery()).isEqualTo(Duration.ofMinutes(1));
    assertThat(limits.agentBodyMaxBytes()).isEqualTo(1024);
    assertThat(limits.agentBodyReadMaxBytes()).isEqualTo(2048);
    assertThat(limits.agentBodySilenceMax()).isEqualTo(Duration.ofSeconds(7));
    assertThat(limits.agentBodyTimeMax()).isEqualTo(Duration.ofSeconds(8));
    assertThat(limits.agentSpoolDirectory()).contains(Path.of("/spool"));
    assertThat(limits.agentSpoolMaxBytes()).isEqualTo(4096);
    assertThat(limits.enrollFailuresPerMinute()).isEqualTo(4);
    assertThat(limits.unknownKeysPerMinute()).isEqualTo(5);
  }

  @Test
  void what_is_no_duration_is_refused_at_start() {
    assertThatThrownBy(() -> Limits.of(Map.of("MIMIR_LEASE", "soon")))
        .hasMessageContaining("mimir.lease");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MIMIR_CLAIM_MAX",
        "MIMIR_MAX_ATTEMPTS",
        "MIMIR_DISPATCH_RATE",
        "MIMIR_DISPATCH_BURST",
        "MIMIR_AGENT_BODY_MAX_BYTES",
        "MIMIR_AGENT_BODY_READ_MAX_BYTES",
        "MIMIR_AGENT_SPOOL_MAX_BYTES",
        "MIMIR_ENROLL_FAILURES_PER_MINUTE",
        "MIMIR_UNKNOWN_KEYS_PER_MINUTE"
      })
  void a_limit_that_would_let_nothing_through_is_refused_at_start(String variable) {
    var property = variable.toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');

    assertThatThrownBy(() -> Limits.of(Map.of(variable, "0"))).hasMessageContaining(property);
  }
}
