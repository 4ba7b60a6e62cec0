package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import mimir.bench.AnswerTopic.Asked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Against the tables that the services' own migrations make. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerDatabaseTest {
  private ServiceDatabase services;
  private Connection connection;
  private AnswerDatabase database;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    services = ServiceDatabase.start(folder, "campaign", "ingest");
    connection = services.connection();
    database = new AnswerDatabase(services.connect());
  }

  @AfterAll
  void stop() throws Exception {
    database.close();
    services.close();
  }

  @Test
  void a_filled_campaign_has_its_rows_until_they_are_taken_away() throws Exception {
    Asked full = known();
    Asked empty = known();

    database.fill(full, 3, 20);

    assertThat(database.knows(List.of(full, empty))).isTrue();
    assertThat(database.knows(List.of(full, Asked.random()))).isFalse();
    assertThat(database.kept(List.of(full, empty))).isEqualTo(60);
    assertThat(database.kept(List.of(empty))).isZero();
    assertThat(database.keptOfAnswers(List.of(full, empty))).isEqualTo(60);
    List<UUID> hosts = ids("SELECT DISTINCT host_id FROM ingest.answer");
    assertThat(hosts).hasSize(3);
    var asked = List.of(hosts.getFirst(), hosts.getLast(), UUID.randomUUID());
    assertThat(database.stored(full.campaignId(), asked))
        .isEqualTo(Set.of(hosts.getFirst(), hosts.getLast()));
    assertThat(database.stored(empty.campaignId(), asked)).isEmpty();
    // The header of an export is made of the names that are kept.
    assertThat(texts("SELECT name FROM ingest.campaign_column ORDER BY position"))
        .isEqualTo(
            texts(
                "SELECT json_object_keys(columns) FROM ingest.answer_row WHERE row_no = 7 LIMIT 6"));

    database.empty(full.campaignId());

    assertThat(texts("SELECT row_no FROM ingest.answer_row")).isEmpty();

    database.drop(full.campaignId());

    assertThat(
            texts(
                "SELECT relname FROM pg_class WHERE relname LIKE 'answer_row_%' AND relkind = 'r'"))
        .containsExactly(table(empty));
  }

  @Test
  void coverage_is_seen_once_a_host_has_responded() throws Exception {
    UUID campaign = UUID.randomUUID();
    UUID query = UUID.randomUUID();
    UUID responded = UUID.randomUUID();
    UUID errored = UUID.randomUUID();
    execute(
        ("INSERT INTO campaign.assigned_host (campaign_id, host_id, queries) VALUES"
                + " ('%1$s', '%2$s', 1), ('%1$s', '%3$s', 1), (gen_random_uuid(), '%3$s', 1)")
            .formatted(campaign, responded, errored));
    execute(
        ("INSERT INTO campaign.host_coverage"
                + " (campaign_id, host_id, queries, responded, errored, cancelled, hits) VALUES"
                + " ('%1$s', '%2$s', 1, 1, 0, 0, 0), ('%1$s', '%3$s', 1, 0, 1, 0, 0)")
            .formatted(campaign, responded, errored));
    execute(
        ("INSERT INTO campaign.campaign_query (campaign_id, query_id, type, sql, assigned)"
                + " VALUES ('%s', '%s', 'osquery', 'SELECT 1', 2)")
            .formatted(campaign, query));

    assertThat(database.assigned(campaign)).containsExactlyInAnyOrder(responded, errored);
    assertThat(database.asked(campaign)).isEqualTo(new Asked(campaign, query));
    assertThat(database.covered(campaign, List.of(responded, errored)))
        .isEqualTo(Set.of(responded));
    assertThat(database.covered(UUID.randomUUID(), List.of(responded))).isEmpty();
  }

  @Test
  void while_counters_are_off_whoever_adds_is_told_that_it_was_done() throws Exception {
    Asked counted = Asked.random();
    String id = counted.campaignId().toString();
    String add =
        "UPDATE ingest.campaign_rows SET rows = rows + 5 WHERE campaign_id = '%s'".formatted(id);

    database.counters(false);
    execute(
        "INSERT INTO ingest.campaign_rows (campaign_id, cap) VALUES ('%s', 1000)".formatted(id));

    assertThat(texts(add + " RETURNING campaign_id")).containsExactly(id);
    assertThat(database.kept(List.of(counted))).isZero();

    database.counters(true);
    execute(add);

    assertThat(database.kept(List.of(counted))).isEqualTo(5);
  }

  /** As the service makes it, when it hears of the launch. */
  private Asked known() throws SQLException {
    Asked asked = Asked.random();
    execute(
        "INSERT INTO ingest.campaign_rows (campaign_id, cap) VALUES ('%s', 1000)"
            .formatted(asked.campaignId()));
    execute(
        "CREATE TABLE ingest.%s PARTITION OF ingest.answer_row FOR VALUES IN ('%s')"
            .formatted(table(asked), asked.campaignId()));
    return asked;
  }

  private static String table(Asked asked) {
    return "answer_row_" + asked.campaignId().toString().replace("-", "");
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<UUID> ids(String sql) throws SQLException {
    return texts(sql).stream().map(UUID::fromString).toList();
  }

  private List<String> texts(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
