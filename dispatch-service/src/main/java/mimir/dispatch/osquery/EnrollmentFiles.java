package mimir.dispatch.osquery;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** What a machine needs beside a secret to become an agent, from this service's configuration. */
@ApplicationScoped
class EnrollmentFiles {
  private final AgentListenerConfig config;

  EnrollmentFiles(AgentListenerConfig config) {
    this.config = config;
  }

  /** What cannot be handed out stops the start, and not the first administrator. */
  void check(@Observes StartupEvent event) throws IOException {
    config.agentUrl().ifPresent(FlagFile::address);
    Optional<Path> trusted = trusted();
    if (trusted.isPresent()) {
      TrustedCertificates.pem(trusted.get());
    }
  }

  String flagFile(FlagFile.Platform platform) {
    String address =
        config
            .agentUrl()
            .map(FlagFile::address)
            .orElseThrow(() -> notConfigured("MIMIR_AGENT_URL, where agents connect,"));
    return FlagFile.of(address, platform);
  }

  /** Read again each time: certificates are renewed. */
  String certificates() throws IOException {
    return TrustedCertificates.pem(
        trusted().orElseThrow(() -> notConfigured("MIMIR_AGENT_CA, the certificates to trust,")));
  }

  private Optional<Path> trusted() {
    return config.agentCa().or(config::agentTlsCert);
  }

  private static Refused notConfigured(String what) {
    return new Refused(ErrorCode.NOT_CONFIGURED, what + " is not set for dispatch-service.");
  }
}
