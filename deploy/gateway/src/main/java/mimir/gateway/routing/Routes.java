package mimir.gateway.routing;

import static mimir.gateway.routing.Upstream.CAMPAIGN;
import static mimir.gateway.routing.Upstream.DISPATCH;
import static mimir.gateway.routing.Upstream.FLAG;
import static mimir.gateway.routing.Upstream.INGEST;
import static mimir.gateway.routing.Upstream.RELEASE;

import java.util.List;
import java.util.Map;
import java.util.Set;
import mimir.gateway.routing.Route.Here;
import mimir.gateway.routing.Route.Nowhere;
import mimir.gateway.routing.Route.There;

/**
 * The table of routes. What it does not name is nowhere: agents' paths and {@code /q} are not for
 * operators, and a new resource of a service is not public before it stands here.
 */
final class Routes {
  /** Bodies of operators' requests; 413 {@code too_large} above. */
  static final long BODY_BYTES_MAX = 10L * 1024 * 1024;

  /** Of a form with an osquery binary; the service has a bound of its own. */
  static final long UPLOAD_BYTES_MAX = 1024L * 1024 * 1024;

  private static final Set<String> OWN = Set.of("session", "users", "api-keys", "openapi.json");

  private static final Map<String, Upstream> OWNERS =
      Map.ofEntries(
          Map.entry("feature-flags", FLAG),
          Map.entry("campaigns", CAMPAIGN),
          Map.entry("hunts", CAMPAIGN),
          Map.entry("queries", CAMPAIGN),
          Map.entry("indicators", CAMPAIGN),
          Map.entry("saved-queries", CAMPAIGN),
          Map.entry("sql", CAMPAIGN),
          Map.entry("targets", CAMPAIGN),
          Map.entry("osquery-schema", CAMPAIGN),
          Map.entry("audit", CAMPAIGN),
          Map.entry("alerts", INGEST),
          Map.entry("hosts", DISPATCH),
          Map.entry("enrollment", DISPATCH),
          Map.entry("enrollment-secrets", DISPATCH),
          Map.entry("osquery-releases", RELEASE));

  /** {@code api}, {@code v1} and the resource. */
  private static final int RESOURCE_SEGMENTS = 3;

  /** Under {@code <resource>/<id>/}: the answers, which ingest-service has. */
  private static final Map<String, Set<String>> ANSWERS =
      Map.of(
          "campaigns",
              Set.of(
                  "responses",
                  "matches",
                  "errors",
                  "rows",
                  "columns",
                  "export",
                  "stack",
                  "timeline",
                  "cost"),
          "hunts", Set.of("results", "stream"),
          "queries", Set.of("stream", "rows", "export"));

  /**
   * @param path the path of a {@link PlainAddress}
   */
  static Route of(String path) {
    List<String> segments = List.of(path.substring(1).split("/"));
    return switch (segments.getFirst()) {
      case "api" -> api(segments);
      case "q" -> new Nowhere();
      default -> new Here();
    };
  }

  static boolean isApi(String path) {
    return path.equals("/api") || path.startsWith("/api/") || path.startsWith("/.well-known/");
  }

  private static Route api(List<String> segments) {
    if (segments.size() < RESOURCE_SEGMENTS || !segments.get(1).equals("v1")) {
      return new Nowhere();
    }
    String resource = segments.get(2);
    if (OWN.contains(resource)) {
      return new Here();
    }
    Upstream owner = OWNERS.get(resource);
    if (owner == null) {
      return new Nowhere();
    }
    boolean answers =
        segments.size() > 4 && ANSWERS.getOrDefault(resource, Set.of()).contains(segments.get(4));
    boolean uploads = owner == RELEASE && segments.size() == RESOURCE_SEGMENTS;
    return new There(answers ? INGEST : owner, uploads ? UPLOAD_BYTES_MAX : BODY_BYTES_MAX);
  }

  private Routes() {}
}
