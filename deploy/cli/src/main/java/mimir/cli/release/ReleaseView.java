package mimir.cli.release;

import com.fasterxml.jackson.databind.JsonNode;
import mimir.cli.output.Output;
import mimir.cli.output.Table;
import mimir.cli.output.VisibleText;
import mimir.cli.server.Api;

/** Releases as people read them. */
final class ReleaseView {

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
          each.path("pause_reason").asText(null));
    }
    return table;
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
      output.note("Without its binary no host is offered it; mimir-cli release upload sends it.");
    }
  }

  /** Null before approval. */
  private static String rollout(JsonNode release) {
    return release.path("rollout").isNumber() ? release.path("rollout").asText() + "%" : null;
  }

  private ReleaseView() {}
}
