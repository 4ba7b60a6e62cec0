package mimir.gateway.sessions;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who is calling, as was read a moment ago: a session, or an API key of that person.
 *
 * @param csrfToken what a page must send along; nothing for an API key
 * @param serviceToken what the services are shown; never sent to a browser
 * @param apiKey the key's name, where one was sent in place of a cookie
 */
public record LiveSession(
    Session session,
    String csrfToken,
    String serviceToken,
    Instant readAt,
    Optional<String> apiKey) {

  /** Routing context key of the session behind a request. */
  public static final String KEY = LiveSession.class.getName();

  @Override
  public String toString() {
    return "LiveSession[" + session.id() + "]";
  }
}
