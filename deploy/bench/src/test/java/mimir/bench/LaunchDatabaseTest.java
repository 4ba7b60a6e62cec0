package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Against the tables that the services' own migrations make. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaunchDatabaseTest {
  private ServiceDatabase services;
  private Connection connection;
  private LaunchDatabase database;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    services = ServiceDatabase.start(folder, "campaign", "dispatch");
    connection = services.connection();
    database = new LaunchDatabase(services.url(), services.password());
  }

  @AfterAll
  void stop() throws Exception {
    database.close();
    services.close();
  }

  @Test
  void made_hosts_come_behind_enrolled_ones_and_the_bare_statement_leaves_no_table()
      throws Exception {
    UUID enrolled = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    execute(
        "INSERT INTO campaign.host (host_id, hostname, platform, last_seen)"
            + " VALUES ('%s', 'laptop', 'linux', now())".formatted(enrolled));

    database.addHosts(1_000);

    assertThat(database.enrolled()).containsExactly(enrolled);
    assertThat(strings("SELECT host_id FROM campaign.host ORDER BY host_id"))
        .hasSize(1_001)
        .startsWith(enrolled.toString());
    assertThat(database.bare()).isPositive();
    assertThat(strings("SELECT to_regclass('campaign.assigned_host_bare')")).containsOnlyNulls();
  }

  @Test
  void tells_how_far_a_launch_has_come() throws Exception {
    UUID campaign = UUID.randomUUID();
    UUID host = UUID.randomUUID();
    execute(
        "INSERT INTO campaign.chunk_progress (campaign_id, published, chunks)"
            + " VALUES ('%s', 1, 2)".formatted(campaign));
    execute(
        "INSERT INTO dispatch.inbox (consumer, message_id, taken_at)"
            + " VALUES ('assignments', gen_random_uuid(), now()),"
            + " ('assignments-announce', gen_random_uuid(), now())");
    execute(
        "INSERT INTO dispatch.assignment"
            + " (host_id, campaign_id, query_id, state, assigned_at, not_before)"
            + " VALUES ('%s', '%s', gen_random_uuid(), 'pending', now(), now())"
                .formatted(host, campaign));

    assertThat(database.published(campaign)).isEqualTo(new LaunchDatabase.Published(1, 2));
    assertThat(database.published(campaign).left()).isEqualTo(1);
    assertThat(database.chunksToCome()).isEqualTo(1);
    assertThat(database.handedOut(campaign, List.of(host))).isFalse();
    assertThat(database.unreadBytes()).as("nobody reads here").isZero();

    execute(
        "UPDATE dispatch.assignment SET state = 'leased', lease_id = gen_random_uuid(),"
            + " leased_until = now()");

    assertThat(database.handedOut(campaign, List.of(host))).isTrue();
    assertThat(database.handedOut(UUID.randomUUID(), List.of(host))).isFalse();
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> strings(String sql) throws SQLException {
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
