package mimir.dispatch.osquery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** Where agents connect. */
@ConfigMapping(prefix = "mimir")
interface AgentListenerConfig {

  /** Address of the listener. */
  @WithDefault("127.0.0.1")
  String agentHost();

  /** Port of the listener; 0 takes a free one. */
  @WithDefault("8443")
  int agentPort();

  /** Certificate chain, PEM. Without it the listener is plain HTTP, for a TLS terminator before. */
  Optional<Path> agentTlsCert();

  /** Private key, PKCS #8 PEM. */
  Optional<Path> agentTlsKey();

  /** The configuration that agents are given, a JSON file; without it only the poll interval. */
  Optional<Path> osqueryConfig();
}
