package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class RowCountersTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  @Inject RowCounters counters;

  private final UUID campaign = Ids.next();

  @Test
  @TestTransaction
  void rows_are_added_up_to_the_cap_and_not_beyond() {
    counters.make(campaign, 10);
    counters.make(campaign, 99);

    assertThat(counters.add(campaign, 9)).isTrue();
    assertThat(counters.add(campaign, 2)).isFalse();
    assertThat(counters.add(campaign, 1)).isTrue();
    assertThat(counters.lock(List.of(campaign)).get(campaign))
        .satisfies(
            counter -> {
              assertThat(counter.rows()).isEqualTo(10);
              assertThat(counter.cap()).isEqualTo(10);
              assertThat(counter.crossed()).isFalse();
            });
  }

  @Test
  @TestTransaction
  void of_several_campaigns_each_has_its_own_cap() {
    var crossed = Ids.next();
    var other = Ids.next();
    List.of(campaign, crossed, other).forEach(each -> counters.make(each, 10));
    var held = counters.lock(List.of(crossed));
    held.get(crossed).keep(11, 100);
    counters.save(held, NOW);

    assertThat(counters.add(Map.of(campaign, 10L, other, 3L))).isTrue();
    assertThat(counters.add(Map.of(campaign, 1L, other, 1L))).isFalse();
    assertThat(counters.add(Map.of(crossed, 0L, other, 0L))).isFalse();
    assertThat(counters.add(Map.of(campaign, 1L))).isFalse();
    assertThat(counters.lock(List.of(campaign)).get(campaign).rows()).isEqualTo(10);
  }

  @Test
  @TestTransaction
  void nothing_is_added_once_an_answer_did_not_fit() {
    counters.make(campaign, 10);
    var held = counters.lock(List.of(campaign));

    assertThat(held.get(campaign).keep(7, 100)).isEqualTo(new RowCaps.Kept(7, false, false));
    assertThat(held.get(campaign).keep(7, 100)).isEqualTo(new RowCaps.Kept(3, true, true));
    counters.save(held, NOW);
    counters.takeOff(campaign, 5);

    assertThat(counters.add(campaign, 1)).isFalse();
    var again = counters.lock(List.of(campaign)).get(campaign);
    assertThat(again.crossed()).isTrue();
    assertThat(again.crossedNow()).isFalse();
    assertThat(again.rows()).isEqualTo(5);
  }

  @Test
  @TestTransaction
  void the_database_itself_refuses_more_than_the_cap() {
    counters.make(campaign, 10);

    assertThatThrownBy(() -> counters.takeOff(campaign, -11))
        .hasMessageContaining("rows_within_cap");
  }
}
