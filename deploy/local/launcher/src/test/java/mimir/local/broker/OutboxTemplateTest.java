package mimir.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mimir.local.service.ServiceDefinition;
import org.junit.jupiter.api.Test;

class OutboxTemplateTest {
  private static final Path TEMPLATE =
      OutboxConnector.template(Path.of(System.getProperty("mimir.root")));
  private static final Map<String, String> VALUES =
      Map.of(
          "DATABASE_HOST", "db.example",
          "DATABASE_PORT", "5432",
          "DATABASE_NAME", "mimir",
          "DATABASE_USER", "connect",
          "DATABASE_PASSWORD", "${file:/secrets/connect.properties:password}",
          "TOPIC_PREFIX", "mimir-");

  @Test
  void no_placeholder_is_left() throws Exception {
    assertThat(filled().toString()).doesNotContainPattern("\\$\\{[A-Z]");
  }

  @Test
  void what_is_not_ours_to_fill_stays() throws Exception {
    assertThat(text("transforms.route.route.topic.replacement")).isEqualTo("${routedByValue}");
    assertThat(text("database.password")).isEqualTo("${file:/secrets/connect.properties:password}");
  }

  @Test
  void a_missing_value_is_refused_by_name() {
    var incomplete = new HashMap<>(VALUES);
    incomplete.remove("DATABASE_USER");

    assertThatThrownBy(() -> OutboxConnector.configuration(TEMPLATE, incomplete))
        .hasMessageContaining("${DATABASE_USER}");
  }

  @Test
  void every_service_is_read_and_none_of_its_private_rows_in_a_snapshot() throws Exception {
    for (var service : ServiceDefinition.ALL) {
      var table = service.schema() + ".event";
      assertThat(text("table.include.list").split(",", -1)).contains(table);
      assertThat(text("snapshot.select.statement.overrides").split(",", -1)).contains(table);
      assertThat(text("snapshot.select.statement.overrides." + table))
          .contains("FROM " + table + " WHERE topic IS NOT NULL");
    }
  }

  @Test
  void slot_and_publication_are_the_ones_that_we_make_and_watch() throws Exception {
    assertThat(text("slot.name")).isEqualTo(OutboxConnector.SLOT);
    assertThat(text("publication.name")).isEqualTo(OutboxConnector.PUBLICATION);
    assertThat(text("publication.autocreate.mode")).isEqualTo("disabled");
  }

  @Test
  void the_heartbeat_goes_to_a_declared_topic() throws Exception {
    var topic = text("topic.heartbeat.prefix") + "." + text("topic.prefix");

    assertThat(TopicsFile.in(Path.of(System.getProperty("mimir.root"))).topics("local", "mimir-"))
        .extracting(Topic::name)
        .contains(topic);
  }

  private static String text(String key) throws IOException {
    return filled().path(key).asText();
  }

  private static JsonNode filled() throws IOException {
    return OutboxConnector.configuration(TEMPLATE, VALUES);
  }
}
