package mimir.gateway.sessions;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * The cookie of a session, as RFC 6265 has it: JAX-RS would add a version, which some clients
 * answer with another one.
 */
@ApplicationScoped
public class SessionCookie {
  private final SessionLimits limits;
  private final ClientAddress clients;

  SessionCookie(SessionLimits limits, ClientAddress clients) {
    this.limits = limits;
    this.clients = clients;
  }

  /** The value of {@code Set-Cookie} that makes the browser hold this session. */
  public String holding(SessionToken token, HttpServerRequest request) {
    return encode(token.cookieValue(), limits.lifetime(), request);
  }

  String gone(HttpServerRequest request) {
    return encode("", Duration.ZERO, request);
  }

  private String encode(String value, Duration age, HttpServerRequest request) {
    return Cookie.cookie(SessionToken.COOKIE, value)
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.LAX)
        .setSecure(clients.isSecure(request))
        .setMaxAge(age.toSeconds())
        .encode();
  }
}
