package mimir.contracts;

import java.util.Locale;

/** Every reason for which a request is refused: its stable code, HTTP status and title. */
public enum ErrorCode {
  MALFORMED_REQUEST(400, "The request is malformed"),
  UNAUTHENTICATED(401, "Not signed in"),
  BAD_CREDENTIALS(401, "Wrong name or password"),
  FORBIDDEN(403, "Not allowed"),
  CAPABILITY_REQUIRED(403, "A capability is missing"),
  HOST_CAP_EXCEEDED(403, "Too many hosts"),
  SECOND_PERSON_REQUIRED(403, "Another admin must approve"),
  CSRF_REQUIRED(403, "The CSRF token is missing or wrong"),
  NOT_FOUND(404, "Not found"),
  UNKNOWN_FLAG(404, "Unknown flag"),
  NOT_CONFIGURED(404, "Not configured"),
  METHOD_NOT_ALLOWED(405, "Method not allowed"),
  NOT_ACCEPTABLE(406, "Not acceptable"),
  CAMPAIGNS_DISABLED(409, "Campaigns are disabled"),
  NOT_ACTIVE(409, "The campaign is not active"),
  NOT_CANCELLABLE(409, "It is over already"),
  NOT_DRAINED(409, "The campaign is not drained"),
  RELEASE_EXISTS(409, "The release exists"),
  NOT_APPROVED(409, "The release is not approved"),
  ROLLOUT_ACTIVE(409, "The rollout is active"),
  IDEMPOTENCY_KEY_REUSED(409, "The idempotency key was used for another request"),
  STILL_ACTIVE(409, "The campaign is still active"),
  REBUILD_RUNNING(409, "A rebuild is running"),
  CHANGED_MEANWHILE(409, "Changed by somebody else meanwhile"),
  USER_EXISTS(409, "The user exists"),
  ROWS_DROPPED(410, "The rows were dropped"),
  TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
  INVALID_FIELD(422, "A field is invalid"),
  INVALID_SIGNATURE(422, "The signature does not verify"),
  SHA256_MISMATCH(422, "The binary is not the one that was signed"),
  INVALID_SQL(422, "The SQL is not valid"),
  BLOCKED_SQL(422, "The SQL reads a table of the deny-list"),
  UNKNOWN_HOSTS(422, "Unknown hosts"),
  NO_TARGETS(422, "No host is targeted"),
  NOTHING_TO_MATCH(422, "No host can be asked for these indicators"),
  OS_FILTER_UNSUPPORTED(422, "OS filters are not supported"),
  TOO_MANY_ATTEMPTS(429, "Too many attempts"),
  TOO_MANY_STREAMS(429, "Too many live streams are open"),
  MAX_CONCURRENT_HUNTS_REACHED(429, "Too many launches are within their live window"),
  INTERNAL_ERROR(500, "Something went wrong"),
  UPSTREAM_UNAVAILABLE(502, "A service does not answer"),
  UPSTREAM_OVERLOADED(503, "A service is left alone for a moment"),
  UPSTREAM_TIMEOUT(504, "A service takes too long");

  private final int status;
  private final String title;

  ErrorCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** The documented code, e.g. {@code not_active}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The problem type of RFC 9457, e.g. {@code urn:mimir:problem:not-active}. */
  public String type() {
    return "urn:mimir:problem:" + code().replace('_', '-');
  }
}
