package mimir.gateway.routing;

import io.vertx.core.MultiMap;

/** What every answer tells a browser, whoever made the answer. */
final class SecurityHeaders {
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  static void set(MultiMap headers, boolean api, boolean secure) {
    headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", api ? "no-store" : "no-cache");
    if (secure) {
      headers.set("Strict-Transport-Security", "max-age=31536000");
    }
  }

  private SecurityHeaders() {}
}
