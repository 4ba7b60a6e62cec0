package mimir.cli.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import mimir.cli.output.VisibleText;

/**
 * What a stream has told of a campaign so far. Events tell states, not differences, so the last of
 * each kind is all there is to know.
 */
record Progress(JsonNode coverage, JsonNode status) {
  static final Progress UNKNOWN =
      new Progress(MissingNode.getInstance(), MissingNode.getInstance());

  /** An event of a kind that is not known changes nothing. */
  Progress after(String event, JsonNode data) {
    return switch (event) {
      case "coverage" -> new Progress(data, status);
      case "status" -> new Progress(coverage, data);
      default -> this;
    };
  }

  /**
   * Whether nothing more will come. A campaign that was stopped may still wait for hosts that were
   * asked already, and one that is active has ended when nobody is left to be asked.
   */
  boolean ended() {
    JsonNode pending = coverage.path("coverage").path("pending");
    return status.path("status").asText().equals("archived")
        || (pending.isNumber() && pending.asLong() == 0 && isWhole());
  }

  /** Both kinds were told; before that a line would be half empty. */
  boolean isWhole() {
    return !coverage.isMissingNode() && !status.isMissingNode();
  }

  String line() {
    JsonNode hosts = coverage.path("hosts");
    var parts = new ArrayList<String>();
    parts.add(status.path("status").asText());
    parts.add(
        hosts.path("responded").asText() + " of " + hosts.path("assigned").asText() + " hosts");
    parts.add(hosts.path("pending").asText() + " pending");
    for (String rare : new String[] {"errored", "cancelled"}) {
      if (hosts.path(rare).asLong() > 0) {
        parts.add(hosts.path(rare).asText() + " " + rare);
      }
    }
    parts.add(coverage.path("rows").path("kept").asText() + " rows");
    parts.add(coverage.path("hits").asText() + " hits");
    JsonNode reason = status.path("stop_reason");
    if (reason.isTextual() && !reason.asText().isEmpty()) {
      parts.add(reason.asText());
    }
    return VisibleText.of(String.join(" · ", parts));
  }
}
