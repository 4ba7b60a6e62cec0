package mimir.fleet.wire;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Where the agents' door is, and whom to believe that it is the right one. */
public record ServerAddress(URI base, SSLContext trust, Duration requestTimeout) {

  /** Fixed in osquery. */
  public static final Duration OSQUERY_TIMEOUT = Duration.ofSeconds(16);

  public ServerAddress {
    String scheme = String.valueOf(base.getScheme());
    // Plain http is for measuring a server behind its TLS; osquery itself refuses it.
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("the server must be an https:// address: " + base);
    }
    if (base.getHost() == null) {
      throw new IllegalArgumentException("the server's address names no host: " + base);
    }
  }

  /**
   * @param caFile PEM certificates to trust instead of the machine's own
   */
  public static ServerAddress of(URI base, Optional<Path> caFile) {
    return new ServerAddress(base, TrustedRoots.of(caFile), OSQUERY_TIMEOUT);
  }
}
