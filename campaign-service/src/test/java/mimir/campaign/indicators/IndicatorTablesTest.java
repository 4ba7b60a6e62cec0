package mimir.campaign.indicators;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class IndicatorTablesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");

  @Inject IndicatorTables tables;
  @Inject Jdbi jdbi;

  @BeforeEach
  void no_indicator() {
    jdbi.useHandle(handle -> handle.execute("TRUNCATE indicator"));
  }

  @Test
  void what_is_there_is_not_added_again_and_is_found_by_its_value() {
    var first = indicator(IndicatorType.REGISTRY_KEY, "HKEY_USERS\\Evil");
    var again = indicator(IndicatorType.REGISTRY_KEY, "HKEY_USERS\\EVIL");
    var other = indicator(IndicatorType.FILENAME, "HKEY_USERS\\Evil");

    assertThat(tables.add(List.of(first))).containsExactly(first.id());
    assertThat(tables.add(List.of(again, other))).containsExactly(other.id());

    assertThat(tables.find(again.typed())).contains(first);
    assertThat(tables.find(other.id())).contains(other);
    assertThat(tables.find(again.id())).isEmpty();
    assertThat(tables.add(List.of())).isEmpty();
  }

  /** A URL is longer than an entry of a B-tree may be. */
  @Test
  void the_longest_value_has_a_place_in_the_unique_key() {
    var longest = indicator(IndicatorType.URL, "https://evil.com/" + "\u20ac".repeat(8_000));

    assertThat(tables.add(List.of(longest))).containsExactly(longest.id());
    assertThat(tables.find(longest.typed())).contains(longest);
  }

  /** {@code committed}: whether the transaction that was first does what it set out to do. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void of_two_transactions_the_second_waits_for_the_first(boolean committed) {
    var first = indicator(IndicatorType.DOMAIN, "evil.com");
    var second = indicator(IndicatorType.DOMAIN, "evil.com");
    try (var thread = Executors.newSingleThreadExecutor();
        var other = jdbi.open()) {
      other.begin();
      other.execute(
          "INSERT INTO indicator SELECT ?, 'domain', 'evil.com', ?, 'low', '', '{}', true, 'bob',"
              + " now()",
          first.id(),
          first.typed().hash());
      var adding =
          CompletableFuture.supplyAsync(
              () -> QuarkusTransaction.requiringNew().call(() -> tables.add(List.of(second))),
              thread);
      Awaitility.await().untilAsserted(() -> assertThat(waiting()).isOne());

      if (committed) {
        other.commit();
      } else {
        other.rollback();
      }

      Set<UUID> added = adding.orTimeout(30, TimeUnit.SECONDS).join();
      assertThat(added).isEqualTo(committed ? Set.of() : Set.of(second.id()));
    }
  }

  private int waiting() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*)
                    FROM pg_stat_activity
                    WHERE datname = current_database()
                      AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO indicator%'
                    """)
                .mapTo(Integer.class)
                .one());
  }

  private static Indicator indicator(IndicatorType type, String value) {
    return new Indicator(
        Ids.next(), type, value, Severity.HIGH, "d", List.of("t"), true, "olga", NOW, null, null);
  }
}
