package mimir.fleet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/** The osquery options that this agent knows, with osquery's defaults. */
record AgentSettings(
    Duration distributedInterval,
    int distributedAttempts,
    Duration denylistDuration,
    Duration configRefresh) {

  static final AgentSettings DEFAULTS =
      new AgentSettings(
          Duration.ofSeconds(60), 3, Duration.ofSeconds(86_400), Duration.ofSeconds(300));

  /** What is left of these settings once a fetched configuration has had its say. */
  AgentSettings with(JsonNode config) {
    JsonNode options = config.path("options");
    return new AgentSettings(
        seconds(options, "distributed_interval").orElse(distributedInterval),
        number(options, "distributed_tls_max_attempts")
            .filter(attempts -> attempts > 0 && attempts < 100)
            .map(Long::intValue)
            .orElse(distributedAttempts),
        number(options, "distributed_denylist_duration")
            .map(Duration::ofSeconds)
            .orElse(denylistDuration),
        seconds(options, "config_refresh").orElse(configRefresh));
  }

  private static Optional<Duration> seconds(JsonNode options, String name) {
    return number(options, name).filter(value -> value > 0).map(Duration::ofSeconds);
  }

  /** osquery takes an option as a number or as a text that is one. */
  private static Optional<Long> number(JsonNode options, String name) {
    JsonNode value = options.path(name);
    if (value.isIntegralNumber()) {
      return Optional.of(value.longValue());
    }
    try {
      return value.isTextual() ? Optional.of(Long.valueOf(value.textValue())) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
