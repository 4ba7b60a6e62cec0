package mimir.dispatch.osquery;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Settings of a further listener, beside the one of the service; it takes a free port. */
record ListenerSettings(
    TestCertificate certificate, Duration requestWithin, int connectionsMax, Path configuration)
    implements AgentListenerConfig {

  /** As the service reads them from these environment variables. */
  static AgentListenerConfig of(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withSources(new EnvConfigSource(environment, 300))
        .withMapping(AgentListenerConfig.class)
        .withValidateUnknown(false)
        .build()
        .getConfigMapping(AgentListenerConfig.class);
  }

  static ListenerSettings plain() {
    return new ListenerSettings(null, Duration.ofSeconds(20), 1_000, null);
  }

  static ListenerSettings tls(TestCertificate certificate) {
    return new ListenerSettings(certificate, Duration.ofSeconds(20), 1_000, null);
  }

  ListenerSettings within(Duration duration) {
    return new ListenerSettings(certificate, duration, connectionsMax, configuration);
  }

  ListenerSettings connections(int most) {
    return new ListenerSettings(certificate, requestWithin, most, configuration);
  }

  ListenerSettings configuration(Path file) {
    return new ListenerSettings(certificate, requestWithin, connectionsMax, file);
  }

  @Override
  public String agentHost() {
    return "127.0.0.1";
  }

  @Override
  public int agentPort() {
    return 0;
  }

  @Override
  public Optional<Path> agentTlsCert() {
    return Optional.ofNullable(certificate).map(TestCertificate::certificateFile);
  }

  @Override
  public Optional<Path> agentTlsKey() {
    return Optional.ofNullable(certificate).map(TestCertificate::keyFile);
  }

  @Override
  public int agentConnectionsMax() {
    return connectionsMax;
  }

  @Override
  public Duration agentRequestWithin() {
    return requestWithin;
  }

  @Override
  public Duration agentIdleWithin() {
    return Duration.ofMinutes(2);
  }

  @Override
  public Optional<String> agentUrl() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> agentCa() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> osqueryConfig() {
    return Optional.ofNullable(configuration);
  }
}
