package mimir.fleet.wire;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where the agents' door is, and whom to believe that it is the right one.
 *
 * @param bases the first is the server's name, for the certificate too; where it has more than one
 *     address, each further one is another address of the same server, as a name may have several
 */
public record ServerAddress(List<URI> bases, SSLContext trust, Duration requestTimeout) {

  /** Fixed in osquery. */
  public static final Duration OSQUERY_TIMEOUT = Duration.ofSeconds(16);

  public ServerAddress {
    bases = List.copyOf(bases);
    if (bases.isEmpty()) {
      throw new IllegalArgumentException("a server needs an address");
    }
    for (URI base : bases) {
      check(base, bases.getFirst());
    }
  }

  private static void check(URI base, URI first) {
    String scheme = String.valueOf(base.getScheme());
    // Plain http is for measuring a server behind its TLS; osquery itself refuses it.
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("the server must be an https:// address: " + base);
    }
    if (base.getHost() == null) {
      throw new IllegalArgumentException("the server's address names no host: " + base);
    }
    if (!scheme.equals(first.getScheme())) {
      throw new IllegalArgumentException("one server with and without TLS: " + base);
    }
  }

  /**
   * @param caFile PEM certificates to trust instead of the machine's own
   */
  public static ServerAddress of(List<URI> bases, Optional<Path> caFile) {
    return new ServerAddress(bases, TrustedRoots.of(caFile), OSQUERY_TIMEOUT);
  }

  URI base() {
    return bases.getFirst();
  }

  /** The addresses to try for a target, in the order of an agent that begins with that one. */
  List<InetSocketAddress> addresses(URI target, int beginWith) {
    if (!sameServer(target, base())) {
      return List.of(addressOf(target));
    }
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (URI each : bases) {
      addresses.add(addressOf(each));
    }
    Collections.rotate(addresses, -Math.floorMod(beginWith, addresses.size()));
    return addresses;
  }

  static boolean sameServer(URI a, URI b) {
    return a.getScheme().equals(b.getScheme()) && a.getRawAuthority().equals(b.getRawAuthority());
  }

  private static InetSocketAddress addressOf(URI uri) {
    int defaultPort = uri.getScheme().equals("https") ? 443 : 80;
    return new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? defaultPort : uri.getPort());
  }
}
