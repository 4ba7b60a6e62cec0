package mimir.local.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsFileTest {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));
  private static final List<String> SPECIFIED =
      List.of(
          "flags",
          "campaigns",
          "hunts",
          "live-queries",
          "indicators",
          "saved-queries",
          "assignments",
          "agents",
          "hosts",
          "host-actions",
          "enrollment-secrets",
          "dispatch-work",
          "results",
          "assignment-ends",
          "responses",
          "row-actions",
          "alerts",
          "alert-actions",
          "agent-logs",
          "releases",
          "access");

  @Test
  void every_topic_of_the_specification_is_declared() throws Exception {
    assertThat(local().keySet())
        .containsAll(SPECIFIED.stream().map(name -> "mimir-" + name).toList());
  }

  @Test
  void every_topic_read_by_a_service_has_a_place_for_dead_letters() throws Exception {
    var consumed = SPECIFIED.stream().filter(name -> !name.equals("agent-logs")).toList();

    assertThat(local().keySet())
        .containsAll(consumed.stream().map(name -> "mimir-" + name + ".dead").toList())
        .doesNotContain("mimir-agent-logs.dead");
  }

  @Test
  void retention_and_cleanup_reach_kafka_in_its_own_words() throws Exception {
    var topics = local();

    assertThat(topics.get("mimir-flags").settings()).containsEntry("cleanup.policy", "compact");
    assertThat(topics.get("mimir-campaigns").settings())
        .containsEntry("cleanup.policy", "delete")
        .containsEntry("retention.ms", "-1")
        .containsEntry("max.message.bytes", "10485760");
    assertThat(topics.get("mimir-campaigns.dead").settings())
        .containsEntry("max.message.bytes", "11534336");
    assertThat(topics.get("mimir-flags").settings()).doesNotContainKey("max.message.bytes");
    assertThat(topics.get("mimir-dispatch-work").settings())
        .containsEntry("retention.ms", "3600000")
        .containsEntry("segment.ms", "900000");
    assertThat(topics.get("mimir-results.dead").settings())
        .containsEntry("retention.ms", "2592000000");
  }

  @Test
  void a_profile_bounds_partitions_and_sets_replicas() throws Exception {
    var production = byName(TopicsFile.in(ROOT).topics("production", "mimir-"));

    assertThat(production.get("mimir-results").partitions()).isEqualTo(12);
    assertThat(production.get("mimir-flags").partitions()).isEqualTo(1);
    assertThat(production.get("mimir-results").replicas()).isEqualTo((short) 3);
    assertThat(local().get("mimir-results").partitions()).isEqualTo(4);
    assertThat(local().get("mimir-results").replicas()).isEqualTo((short) 1);
  }

  @Test
  void an_unknown_profile_is_refused() {
    assertThatThrownBy(() -> TopicsFile.in(ROOT).topics("staging", "mimir-"))
        .hasMessageContaining("staging");
  }

  @Test
  void a_misspelt_setting_is_refused(@TempDir Path folder) throws Exception {
    var file = folder.resolve("topics.yaml");
    Files.writeString(file, "prefix: x-\ntopics: [{ name: a, retension: P1D }]\n");

    assertThatThrownBy(() -> TopicsFile.read(file)).hasMessageContaining("retension");
  }

  private static Map<String, Topic> local() throws IOException {
    return byName(TopicsFile.in(ROOT).topics("local", "mimir-"));
  }

  private static Map<String, Topic> byName(List<Topic> topics) {
    return topics.stream().collect(Collectors.toMap(Topic::name, Function.identity()));
  }
}
