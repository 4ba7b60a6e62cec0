package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentListenerConfigTest {

  @Test
  void each_setting_has_its_documented_default() {
    var config = ListenerSettings.of(Map.of());

    assertThat(config.agentHost()).isEqualTo("127.0.0.1");
    assertThat(config.agentPort()).isEqualTo(8443);
    assertThat(config.agentTlsCert()).isEmpty();
    assertThat(config.agentTlsKey()).isEmpty();
    assertThat(config.agentConnectionsMax()).isEqualTo(20_000);
    assertThat(config.agentRequestWithin()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.agentIdleWithin()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.agentUrl()).isEmpty();
    assertThat(config.agentCa()).isEmpty();
    assertThat(config.osqueryConfig()).isEmpty();
  }

  @Test
  void each_setting_is_set_by_its_environment_variable() {
    var config =
        ListenerSettings.of(
            Map.of(
                "MIMIR_AGENT_HOST", "0.0.0.0",
                "MIMIR_AGENT_PORT", "443",
                "MIMIR_AGENT_TLS_CERT", "cert.pem",
                "MIMIR_AGENT_TLS_KEY", "key.pem",
                "MIMIR_AGENT_CONNECTIONS_MAX", "7",
                "MIMIR_AGENT_REQUEST_WITHIN", "3s",
                "MIMIR_AGENT_IDLE_WITHIN", "1m",
                "MIMIR_AGENT_URL", "mimir.example:443",
                "MIMIR_AGENT_CA", "ca.pem",
                "MIMIR_OSQUERY_CONFIG", "osquery.json"));

    assertThat(config.agentHost()).isEqualTo("0.0.0.0");
    assertThat(config.agentPort()).isEqualTo(443);
    assertThat(config.agentTlsCert()).contains(Path.of("cert.pem"));
    assertThat(config.agentTlsKey()).contains(Path.of("key.pem"));
    assertThat(config.agentConnectionsMax()).isEqualTo(7);
    assertThat(config.agentRequestWithin()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.agentIdleWithin()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.agentUrl()).contains("mimir.example:443");
    assertThat(config.agentCa()).contains(Path.of("ca.pem"));
    assertThat(config.osqueryConfig()).contains(Path.of("osquery.json"));
  }
}
