package mimir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the tables that the services' own migrations make. */
class StormDatabaseTest {

  @Test
  void tells_how_far_a_storm_has_come(@TempDir Path folder) throws Exception {
    UUID campaign = UUID.randomUUID();
    try (var services = ServiceDatabase.start(folder, "dispatch", "ingest");
        var statement = services.connection().createStatement();
        var storm = new StormDatabase(services.url(), services.password())) {
      statement.execute(
          """
          INSERT INTO dispatch.assignment
              (host_id, campaign_id, query_id, state, assigned_at, not_before, ended_at)
          SELECT gen_random_uuid(), '%1$s', gen_random_uuid(), state, now(), now(), ended_at
          FROM (VALUES ('pending', NULL), ('responded', now())) AS known (state, ended_at);
          INSERT INTO ingest.answer (campaign_id, host_id, query_id, outcome, status, rows,
                                     truncated, late, received_at, responded_at, nul_replaced)
          VALUES ('%1$s', gen_random_uuid(), gen_random_uuid(), 'stored', 0, 0,
                  false, false, now(), now(), 0);
          """
              .formatted(campaign));

      assertThat(storm.ledger(campaign)).isEqualTo(new StormDatabase.Ledger(2, 1));
      assertThat(storm.answers(campaign)).isEqualTo(1);
      assertThat(storm.ledger(UUID.randomUUID())).isEqualTo(new StormDatabase.Ledger(0, 0));
      assertThat(storm.answers(UUID.randomUUID())).isZero();
    }
  }
}
