package mimir.dispatch.osquery;

import java.io.IOException;
import java.util.Locale;

/**
 * Why a write or lines of a log were not taken; a small, closed set, because each is the label of a
 * count.
 */
enum Refusal {
  TOO_LARGE,
  ENCODING,
  RATIO,
  /** The sender paused for too long. */
  SILENT,
  /** The sender took too long in all. */
  SLOW,
  /** The connection ended before the body did. */
  BROKEN,
  NOT_JSON,
  DEPTH,
  /** Another bound of the JSON: a name, a text, a number, how many answers. */
  LIMIT,
  TWO_KEYS,
  UNKNOWN_KEY,
  /** Another body of the same host is being worked on, or too many large ones or keys are. */
  BUSY,
  SPOOL_FULL,
  /** Kafka did not confirm. */
  NOT_DURABLE,
  /** Ours: the database, or a mistake. */
  FAULT;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  BodyRefused because(String why) {
    return new BodyRefused(this, why, null);
  }

  BodyRefused because(String why, Throwable cause) {
    return new BodyRefused(this, why, cause);
  }

  /** Nothing was acknowledged; the message is for the agent's log. */
  static final class BodyRefused extends IOException {
    private final Refusal reason;

    private BodyRefused(Refusal reason, String why, Throwable cause) {
      super(why, cause);
      this.reason = reason;
    }

    Refusal reason() {
      return reason;
    }
  }
}
