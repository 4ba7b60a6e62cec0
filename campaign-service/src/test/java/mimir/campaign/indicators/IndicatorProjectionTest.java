package mimir.campaign.indicators;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.campaign.rebuild.Rebuild;
import mimir.contracts.campaign.IndicatorEvent.IndicatorChanged;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class IndicatorProjectionTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  @Inject Rebuild rebuild;
  @Inject Indicators indicators;
  @Inject IndicatorTables tables;
  @Inject Jdbi jdbi;

  @BeforeEach
  void no_events_of_others() {
    jdbi.useHandle(handle -> handle.execute("TRUNCATE event, indicator"));
  }

  @Test
  void a_rebuild_makes_the_same_rows_again() {
    List<UUID> ids = IntStream.range(0, 700).mapToObj(n -> added("evil-" + n + ".com")).toList();
    changed(ids.getFirst(), Severity.CRITICAL, List.of("a", "b"));
    changed(ids.getFirst(), Severity.LOW, List.of());
    changed(ids.getLast(), Severity.HIGH, List.of("c"));
    List<String> before = rows();
    jdbi.useHandle(
        handle -> {
          handle.execute("DELETE FROM indicator WHERE value LIKE '%1.com'");
          handle.execute("UPDATE indicator SET severity = 'info', tags = '{edited}'");
        });

    rebuild.run();

    assertThat(before).hasSize(700);
    assertThat(rows()).isEqualTo(before);
  }

  /** A row was lost, and its value was added again: the first of the two streams has the row. */
  @Test
  void two_streams_of_one_value_do_not_stop_a_rebuild() {
    UUID first = added("evil.com");
    jdbi.useHandle(handle -> handle.execute("DELETE FROM indicator"));
    UUID second = added("evil.com");
    changed(second, Severity.HIGH, List.of());

    rebuild.run();

    assertThat(tables.find(first)).isPresent();
    assertThat(tables.find(second)).isEmpty();
  }

  private UUID added(String domain) {
    var draft =
        new IndicatorRules.Draft(
            new IndicatorValue(IndicatorType.DOMAIN, domain), Severity.MEDIUM, "d", List.of("t"));
    var created = IndicatorRules.create(Ids.next(), draft, "olga", NOW);
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              tables.add(List.of(Indicator.of(List.of(created))));
              indicators.begin(List.of(created), "olga");
            });
    return created.indicatorId();
  }

  private void changed(UUID id, Severity severity, List<String> tags) {
    var changed = new IndicatorChanged(id, false, severity, "", tags, "alice", NOW.plusSeconds(1));
    QuarkusTransaction.requiringNew()
        .run(() -> indicators.append(indicators.open(id), id, "alice", List.of(changed)));
  }

  private List<String> rows() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT indicator::text FROM indicator ORDER BY indicator_id")
                .mapTo(String.class)
                .list());
  }
}
