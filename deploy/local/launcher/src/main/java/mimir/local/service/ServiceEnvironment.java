package mimir.local.service;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What all services of a stack are told, as environment variables.
 *
 * @param jdbcUrl of a schema
 * @param password of a schema's role
 * @param releaseStore directory of osquery binaries
 * @param agentCertificate empty for a plain agents' listener, as behind a TLS terminator
 */
public record ServiceEnvironment(
    Map<String, ServicePorts> ports,
    UnaryOperator<String> jdbcUrl,
    UnaryOperator<String> password,
    String kafkaBootstrap,
    String topicPrefix,
    Optional<AgentCertificate> agentCertificate,
    String adminPassword,
    Path signingKeyFile,
    Path releaseStore) {

  public Map<String, String> of(ServiceDefinition service, List<ServiceDefinition> all) {
    var own = ports.get(service.name());
    var values = new HashMap<String, String>();
    values.put("MIMIR_HTTP_HOST", "127.0.0.1");
    values.put("MIMIR_HTTP_PORT", Integer.toString(own.http()));
    values.put("MIMIR_MANAGEMENT_PORT", Integer.toString(own.management()));
    values.put("MIMIR_DB_URL", jdbcUrl.apply(service.schema()));
    values.put("MIMIR_DB_USER", service.schema());
    values.put("MIMIR_DB_PASSWORD", password.apply(service.schema()));
    values.put("MIMIR_KAFKA_BOOTSTRAP", kafkaBootstrap);
    values.put("MIMIR_TOPIC_PREFIX", topicPrefix);
    values.put(
        "MIMIR_JWKS_URL", ports.get(ServiceDefinition.GATEWAY).url() + "/.well-known/jwks.json");
    values.put("MIMIR_LOG_JSON", "true");
    // One keeps binaries there, the other one serves them.
    values.put("MIMIR_RELEASE_STORE", releaseStore.toString());
    if (service.hasAgents()) {
      values.put("MIMIR_AGENT_HOST", "127.0.0.1");
      values.put("MIMIR_AGENT_PORT", Integer.toString(own.agents()));
      values.put("MIMIR_AGENT_URL", "127.0.0.1:" + own.agents());
      agentCertificate.ifPresent(
          certificate -> {
            values.put("MIMIR_AGENT_CA", certificate.certificateFile().toString());
            values.put("MIMIR_AGENT_TLS_CERT", certificate.certificateFile().toString());
            values.put("MIMIR_AGENT_TLS_KEY", certificate.keyFile().toString());
          });
    }
    if (service.isGateway()) {
      values.put("MIMIR_ADMIN_PASSWORD", adminPassword);
      values.put("MIMIR_SIGNING_KEY_FILE", signingKeyFile.toString());
      for (var other : all) {
        if (!other.isGateway()) {
          values.put(other.urlVariable(), ports.get(other.name()).url());
        }
      }
    }
    return values;
  }
}
