package mimir.gateway.sessions;

import java.time.Instant;

/**
 * A session as it was read a moment ago.
 *
 * @param serviceToken what the services are shown; never sent to a browser
 */
public record LiveSession(Session session, String csrfToken, String serviceToken, Instant readAt) {

  /** Routing context key of the session behind a request. */
  public static final String KEY = LiveSession.class.getName();

  @Override
  public String toString() {
    return "LiveSession[" + session.id() + "]";
  }
}
