package mimir.cli.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import mimir.cli.output.Output;
import mimir.cli.output.Table;
import mimir.cli.output.VisibleText;
import mimir.cli.server.Api;

/** Campaigns as people read them. */
final class CampaignView {

  static Table table(Iterable<JsonNode> campaigns) {
    var table =
        new Table(
            "ID",
            "NAME",
            "KIND",
            "STATUS",
            "LAUNCHED",
            "BY",
            "HOSTS",
            "RESPONDED",
            "PENDING",
            "ERRORED",
            "CANCELLED",
            "HITS");
    for (JsonNode each : campaigns) {
      JsonNode hosts = each.path("hosts");
      table.row(
          each.path("id").asText(),
          each.path("name").asText(null),
          each.path("kind").asText(null),
          each.path("status").asText(null),
          each.path("created_at").asText(null),
          each.path("created_by").asText(null),
          hosts.path("assigned").asText(),
          hosts.path("responded").asText(),
          hosts.path("pending").asText(),
          hosts.path("errored").asText(),
          hosts.path("cancelled").asText(),
          each.path("hits").asText());
    }
    return table;
  }

  static void launched(Output output, String answer, JsonNode campaign) {
    if (output.isJson()) {
      output.json(answer);
    } else {
      output.line(
          VisibleText.of(
              "%s is launched at %s hosts (%s)"
                  .formatted(
                      campaign.path("name").asText(),
                      campaign.path("hosts").path("assigned").asText(),
                      campaign.path("id").asText())));
    }
    for (JsonNode warning : campaign.path("warnings")) {
      output.note("Warning: " + warning.path("message").asText());
    }
  }

  static void stopped(Output output, String answer) {
    if (output.isJson()) {
      output.json(answer);
      return;
    }
    JsonNode campaign = Api.parse(answer);
    output.line(
        VisibleText.of(
            "%s is stopped; %s of %s hosts have responded (%s)"
                .formatted(
                    campaign.path("name").asText(),
                    campaign.path("hosts").path("responded").asText(),
                    campaign.path("hosts").path("assigned").asText(),
                    campaign.path("id").asText())));
  }

  /** A detail, name by name; what is null is left out. */
  static void show(Output output, String answer) {
    if (output.isJson()) {
      output.json(answer);
      return;
    }
    JsonNode campaign = Api.parse(answer);
    var table = new Table("FIELD", "VALUE");
    rows(table, "", campaign);
    output.table(table);
  }

  private static void rows(Table table, String prefix, JsonNode node) {
    node.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              String name = prefix + field.getKey();
              if (value.isObject()) {
                rows(table, name + ".", value);
              } else if (value.isArray()) {
                int number = 0;
                for (JsonNode item : value) {
                  rows(table, name + "[" + number++ + "].", item);
                }
              } else if (!value.isNull()) {
                table.row(name, value.asText());
              }
            });
  }

  private CampaignView() {}
}
