package mimir.gateway.routing;

import io.vertx.core.MultiMap;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which headers cross the gateway. Inwards a short list, so that no spelling of a forged identity
 * has to be thought of; outwards everything but what a service has no say in.
 */
final class RelayedHeaders {
  private static final Set<String> INWARDS =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "content-disposition",
          "content-encoding",
          "content-length",
          "content-type",
          "idempotency-key",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "last-event-id",
          "range",
          "transfer-encoding",
          "user-agent");

  private static final Set<String> NEVER_OUTWARDS =
      Set.of(
          "alt-svc",
          "clear-site-data",
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-connection",
          "server",
          "set-cookie",
          "set-cookie2",
          "strict-transport-security",
          "te",
          "trailer",
          "upgrade",
          "x-powered-by");

  /** Leaves of a person's headers what a service may see, and says who the person is. */
  static void inwards(MultiMap headers, String serviceToken) {
    for (String name : List.copyOf(headers.names())) {
      if (!INWARDS.contains(name.toLowerCase(Locale.ROOT))) {
        headers.remove(name);
      }
    }
    headers.set("Authorization", "Bearer " + serviceToken);
  }

  /** A service's absolute {@code Location} names a host that only we can reach: the path stays. */
  static void outwards(MultiMap headers, URI service) {
    for (String name : List.copyOf(headers.names())) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (NEVER_OUTWARDS.contains(lower) || lower.startsWith("access-control-")) {
        headers.remove(name);
      }
    }
    String location = headers.get("Location");
    String origin = service.getScheme() + "://" + service.getRawAuthority() + "/";
    if (location != null && location.startsWith(origin)) {
      headers.set("Location", location.substring(origin.length() - 1));
    }
  }

  private RelayedHeaders() {}
}
