package mimir.dispatch.osquery;

import io.vertx.core.http.HttpServerRequest;

/** {@code Authorization: NodeKey <key>}, as osquery sends it since 2026. */
final class NodeKeyHeader {
  private static final String SCHEME = "NodeKey ";

  /** Null when there is none. */
  static String of(HttpServerRequest request) {
    String header = request.getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? header.substring(SCHEME.length()).strip()
        : null;
  }

  private NodeKeyHeader() {}
}
