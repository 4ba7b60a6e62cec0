package mimir.gateway.routing;

import io.vertx.core.MultiMap;

/** What every answer tells a browser, whoever made the answer. */
final class SecurityHeaders {
  /**
   * @param nonce with which a page may add style sheets: its components make theirs as they are
   *     shown
   */
  static void set(MultiMap headers, boolean api, boolean secure, String nonce) {
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-"
            + nonce
            + "'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self';"
            + " base-uri 'none'; frame-ancestors 'none'");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (api) {
      headers.set("Cache-Control", "no-store");
    } else if (!headers.contains("Cache-Control")) {
      headers.set("Cache-Control", "no-cache");
    }
    if (secure) {
      headers.set("Strict-Transport-Security", "max-age=31536000");
    }
  }

  private SecurityHeaders() {}
}
