package mimir.cli.server;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import mimir.cli.output.Failed;

/** Where the gateway is. Never echoed when it is refused: people put passwords into addresses. */
record ServerAddress(URI uri) {

  /**
   * @param from who named it, for the refusal
   * @param insecureHttp whether http may leave this machine
   */
  static ServerAddress of(String text, String from, boolean insecureHttp) {
    URI uri = parse(text, from);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (uri.getRawUserInfo() != null) {
      throw Failed.input(from + " has a user name in it; credentials do not belong there.");
    }
    boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null;
    boolean noPath = uri.getRawPath() == null || uri.getRawPath().matches("/?");
    if (uri.getHost() == null || !scheme.matches("https?") || !bare || !noPath) {
      throw Failed.input(from + " is an address such as https://mimir.example.org.");
    }
    if (scheme.equals("http") && !insecureHttp && !isLoopback(uri.getHost())) {
      throw Failed.input(
          from
              + " is http: credentials would cross the network in the clear. Use https, or"
              + " --insecure-http when the network is trusted.");
    }
    return new ServerAddress(URI.create(scheme + "://" + lower(uri.getRawAuthority())));
  }

  private static URI parse(String text, String from) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException _) {
      // Without its cause, whose message holds the text.
      throw Failed.input(from + " is an address such as https://mimir.example.org.");
    }
  }

  private static String lower(String authority) {
    return authority.toLowerCase(Locale.ROOT);
  }

  /** By what is written: a name that resolves to this machine now may not do so next time. */
  private static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /**
   * @param path begins with a slash
   */
  URI at(String path) {
    return URI.create(uri + path);
  }
}
