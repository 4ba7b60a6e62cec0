package mimir.campaign.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import mimir.campaign.SeededCampaign;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was folded batch by batch, and what is counted at once, are the same rows. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
@TestTransaction
class RecountCoverageTest {
  private static final Instant NOW = Instant.parse("2026-11-20T11:00:00Z");

  @Inject RecountCoverage recount;
  @Inject SeededEnds ends;
  @Inject Jdbi jdbi;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void the_recount_is_what_the_folds_had_made(long seed) {
    var campaign = SeededCampaign.in(jdbi, 3, 1, 2, 3, 2, 1, 1);
    ends.endSome(campaign.assignments(), NOW, seed);
    var before = List.of(rows("coverage", campaign), rows("host_coverage", campaign));

    countAgain();

    assertThat(List.of(rows("coverage", campaign), rows("host_coverage", campaign)))
        .isEqualTo(before);
  }

  @Test
  void a_campaign_of_which_nothing_ended_is_as_of_its_launch() {
    var campaign = SeededCampaign.in(jdbi, 2, 1);
    var before = rows("coverage", campaign);

    countAgain();

    assertThat(rows("coverage", campaign)).isEqualTo(before);
    assertThat(rows("host_coverage", campaign)).isEmpty();
  }

  private void countAgain() {
    jdbi.useHandle(
        handle -> {
          recount.clear(handle);
          handle.execute(
              """
              INSERT INTO coverage (campaign_id, assigned, hosts, as_of)
              SELECT campaign_id, sum(assigned), assigned_hosts, launched_at
              FROM campaign
              JOIN campaign_query USING (campaign_id)
              GROUP BY campaign_id, assigned_hosts, launched_at
              """);
          recount.recount(handle);
        });
  }

  private List<String> rows(String table, SeededCampaign campaign) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT CAST(each AS text) FROM %s AS each WHERE campaign_id = :id ORDER BY 1"
                        .formatted(table))
                .bind("id", campaign.id())
                .mapTo(String.class)
                .list());
  }
}
