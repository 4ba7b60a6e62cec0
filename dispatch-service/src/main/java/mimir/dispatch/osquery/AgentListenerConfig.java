package mimir.dispatch.osquery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
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

  /** Most connections of agents at one time; one more is closed. */
  @WithDefault("20000")
  int agentConnectionsMax();

  /**
   * How long an agent may take for a request that is small: for the handshake, from there to its
   * first headers, and for the body of a poll.
   */
  @WithDefault("20s")
  Duration agentRequestWithin();

  /** How long a connection is kept for an agent's next request. */
  @WithDefault("120s")
  Duration agentIdleWithin();

  /** Where agents reach the listener from outside, {@code host:port}: for their flag file. */
  Optional<String> agentUrl();

  /** The certificates that agents are to trust, PEM; without it the listener's own chain. */
  Optional<Path> agentCa();

  /** The configuration that agents are given, a JSON file; without it only the poll interval. */
  Optional<Path> osqueryConfig();
}
