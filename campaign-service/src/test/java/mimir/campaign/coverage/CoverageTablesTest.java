package mimir.campaign.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import mimir.campaign.SeededCampaign;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
@TestTransaction
class CoverageTablesTest {
  private static final Instant NOW = SeededCampaign.LAUNCHED_AT.plus(Duration.ofDays(91));
  private static final int MANY = 500;

  @Inject CoverageTables tables;
  @Inject Jdbi jdbi;

  /** The campaigns of the table's right side are told by their names. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                              | kind     | status   | q       | names
          V-1 newest first, no archived one |          |          | Zeta    | Zeta 4,Zeta 2,zeta 1
          V-1 by kind                       | ioc_hunt |          | zeta    | Zeta 2
          V-1 by kind, the other one        | osquery  |          | zeta    | Zeta 4,zeta 1
          V-1 by status                     |          | active   | zeta    | Zeta 4,zeta 1
          V-1 stopped ones                  |          | stopped  | zeta    | Zeta 2
          V-1 archived ones when asked for  |          | archived | zeta    | zeta_3
          by kind and status                | osquery  | stopped  | zeta    |
          a part of the name                |          |          | ETA 2   | Zeta 2
          an underscore is no wildcard      |          |          | zeta_   |
          a percent sign is no wildcard     |          |          | z%a     |
          """)
  void list(String why, String kind, String status, String q, String names) {
    campaign("zeta 1", "osquery", "active");
    campaign("Zeta 2", "ioc_hunt", "stopped");
    campaign("zeta_3", "osquery", "archived");
    campaign("Zeta 4", "osquery", "active");

    var listed = tables.list(new CoverageTables.Filter(kind, status, q), null, MANY, NOW);

    assertThat(listed.stream().map(Summary::name))
        .containsExactlyElementsOf(names == null ? List.of() : Arrays.asList(names.split(",", -1)));
  }

  @Test
  void pages_meet_without_a_gap_or_a_repetition() {
    for (int n = 0; n < 9; n++) {
      campaign("page", "osquery", "active");
    }
    var filter = new CoverageTables.Filter(null, null, "page");
    var all = tables.list(filter, null, MANY, NOW).stream().map(Summary::id).toList();

    var paged = new ArrayList<UUID>();
    UUID before = null;
    List<UUID> page;
    do {
      page = tables.list(filter, before, 3, NOW).stream().map(Summary::id).toList();
      paged.addAll(page);
      before = page.isEmpty() ? null : page.getLast();
    } while (!page.isEmpty());

    assertThat(all).hasSize(9).doesNotHaveDuplicates();
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void a_campaign_that_starts_meanwhile_does_not_move_the_pages() {
    for (int n = 0; n < 4; n++) {
      campaign("shift", "osquery", "active");
    }
    var filter = new CoverageTables.Filter(null, null, "shift");
    var first = tables.list(filter, null, 2, NOW);

    campaign("shift", "osquery", "active");

    assertThat(tables.list(filter, first.getLast().id(), 2, NOW))
        .hasSize(2)
        .doesNotContainAnyElementsOf(first);
  }

  @Test
  void the_detail_of_a_fresh_campaign_has_everything_pending() {
    var seeded = SeededCampaign.in(jdbi, 2, 1);

    var detail = tables.detail(seeded.id(), NOW).orElseThrow();

    assertThat(detail.coverage())
        .isEqualTo(new Detail.Coverage(3, 0, 3, 0, 0, 0, null, 0L, 1, SeededCampaign.LAUNCHED_AT));
    assertThat(detail.summary().hosts()).isEqualTo(new Summary.HostCounts(2, 0, 2, 0, 0));
    assertThat(detail.summary().ageColor()).isEqualTo(AgeColor.ORANGE);
    assertThat(detail.liveWindowMinutes()).isEqualTo(10);
    assertThat(detail.target()).isEqualTo(new Detail.TargetShown("hosts", 2));
    assertThat(detail.rows()).isEqualTo(new Detail.Rows(0, 10_000_000, 50_000));
    assertThat(detail.frozenSql()).isEqualTo("SELECT 1");
    assertThat(detail.queryId()).isEqualTo(seeded.queries().getFirst());
    assertThat(detail.queries()).extracting(Detail.Query::assigned).containsExactly(2L, 1L);
  }

  @Test
  void a_hunt_counts_matched_hosts_and_has_no_sql_of_its_own() {
    var seeded = SeededCampaign.in(jdbi, 1, 1);
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "UPDATE campaign SET kind = 'ioc_hunt' WHERE campaign_id = ?", seeded.id());
          handle.execute("UPDATE coverage SET hosts_hit = 1 WHERE campaign_id = ?", seeded.id());
        });

    var detail = tables.detail(seeded.id(), NOW).orElseThrow();

    assertThat(detail.coverage().matchedHosts()).isEqualTo(1);
    assertThat(detail.coverage().hostsWithRows()).isNull();
    assertThat(detail.frozenSql()).isNull();
    assertThat(detail.queryId()).isNull();
  }

  @Test
  void there_is_no_detail_of_an_unknown_campaign() {
    assertThat(tables.detail(UUID.randomUUID(), NOW)).isEmpty();
  }

  private void campaign(String name, String kind, String status) {
    var seeded = SeededCampaign.in(jdbi, 1);
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE campaign SET name = ?, kind = ?, status = ? WHERE campaign_id = ?",
                name,
                kind,
                status,
                seeded.id()));
  }
}
