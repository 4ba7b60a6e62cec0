package mimir.cli.release;

import com.fasterxml.jackson.databind.JsonNode;
import mimir.cli.output.Output;
import mimir.cli.output.Table;
import mimir.cli.output.VisibleText;
import mimir.cli.server.Api;

/** Releases as people read them. */
final class ReleaseView {
  /** A row is for the eye; all of it is in the JSON. */
  private static final int NOTE_MAX = 160;

  static Table table(Iterable<JsonNode> releases) {
    var table =
        new Table(
            "RELEASE",
            "STATUS",
            "ROLLOUT",
            "BINARY",
            "OFFERED",
            "INSTALLED",
            "FAILED",
            "SILENT",
            "ADDED",
            "BY",
            "APPROVED BY",
            "ID",
            "NOTE");
    for (JsonNode each : releases) {
      JsonNode health = each.path("health");
      table.row(
          ReleaseName.shown(each),
          each.path("status").asText(),
          rollout(each),
          each.path("has_binary").asBoolean() ? "yes" : "no",
          health.path("offered").asText(),
          health.path("installed").asText(),
          health.path("failed").asText(),
          health.path("silent").asText(),
          each.path("added_at").asText(null),
          each.path("added_by").asText(null),
          each.path("approved_by").asText(null),
          each.path("id").asText(),
          note(each));
    }
    return table;
  }

  /** Why it was paused, else what most hosts say that failed; null when all is well. */
  private static String note(JsonNode release) {
    JsonNode failure = release.at("/failures/0");
    String note =
        release
            .path("pause_reason")
            .asText(
                failure.isMissingNode()
                    ? null
                    : failure.path("hosts").asText() + " say: " + failure.path("detail").asText());
    return note == null || note.length() <= NOTE_MAX ? note : note.substring(0, NOTE_MAX) + "…";
  }

  /** A sentence about one, or the API's own answer. */
  static void show(Output output, String answer) {
    if (output.isJson()) {
      output.json(answer);
      return;
    }
    JsonNode release = Api.parse(answer);
    String rollout = rollout(release);
    output.line(
        VisibleText.of(
            "%s is %s%s (%s)"
                .formatted(
                    ReleaseName.shown(release),
                    release.path("status").asText(),
                    rollout == null ? "" : ", rollout " + rollout,
                    release.path("id").asText())));
    if (!release.path("has_binary").asBoolean(true)) {
      output.note(
          "Without its binary no host is offered it: delete it, and use mimir-cli release upload.");
    }
  }

  /** Null before approval. */
  private static String rollout(JsonNode release) {
    return release.path("rollout").isNumber() ? release.path("rollout").asText() + "%" : null;
  }

  private ReleaseView() {}
}
