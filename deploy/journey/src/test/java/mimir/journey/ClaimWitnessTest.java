package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimWitnessTest {

  @Test
  void every_lease_leaves_a_time_and_nothing_else_does(@TempDir Path folder) throws Exception {
    var schemas = new ServiceSchemas(folder);
    try {
      schemas.execute(
          """
          INSERT INTO dispatch.assignment
              (host_id, campaign_id, query_id, state, assigned_at, not_before)
          SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'pending', now(), now()
          FROM generate_series(1, 3)
          """);
      try (var witness = new ClaimWitness(schemas.url(), schemas.superuserPassword())) {
        schemas.execute(
            "UPDATE dispatch.assignment SET state = 'leased', lease_id = gen_random_uuid(),"
                + " leased_until = now(), attempts = 1");
        assertThat(witness.times()).hasSize(3).isSorted();

        schemas.execute("UPDATE dispatch.assignment SET leased_until = now()");
        schemas.execute(
            "UPDATE dispatch.assignment SET state = 'responded', lease_id = NULL,"
                + " leased_until = NULL, ended_at = now()");

        assertThat(witness.times()).hasSize(3);
      }
      assertThat(schemas.strings("SELECT to_regclass('witness.claim')")).containsOnlyNulls();
      assertThat(schemas.strings("SELECT tgname FROM pg_trigger WHERE tgname = 'note_claim'"))
          .isEmpty();
    } finally {
      schemas.stop();
    }
  }
}
