package mimir.fleet.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** What a server's reply means to osquery, which never looks at the HTTP status. */
sealed interface Reply {

  /** Success; an empty body counts as {@code {}}. */
  record Accepted(JsonNode body) implements Reply {}

  /** Failure: keep what was sent and try again. */
  record Refused(String reason) implements Reply {}

  /** Failure, and the node key is worth nothing any more. */
  record NodeInvalid(String reason) implements Reply {}
}
