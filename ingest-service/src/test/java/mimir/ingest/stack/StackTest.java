package mimir.ingest.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mimir.contracts.runtime.Ids;
import mimir.ingest.rows.SeededRows;
import mimir.ingest.stack.StackTables.Place;
import mimir.ingest.stack.StackTables.Value;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every count is compared with one made of all rows. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class StackTest {
  private static final int VALUES = 12;

  @Inject StackTables tables;
  @Inject StackCount counting;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();

  @BeforeEach
  void a_campaign() {
    SeededRows.campaign(jdbi, campaign);
  }

  /** Hosts and rows of one value. */
  private record Counts(long hosts, long rows) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void each_call_adds_what_has_come_since(long seed) {
    var random = new Random(seed);
    List<UUID> hosts = Stream.generate(UUID::randomUUID).limit(15).toList();
    List<UUID> queries = Stream.generate(Ids::next).limit(3).toList();
    var answered = new ArrayList<List<UUID>>();
    hosts.forEach(host -> queries.forEach(query -> answered.add(List.of(host, query))));
    Collections.shuffle(answered, random);

    for (int n = 0; n < answered.size(); n++) {
      answer(answered.get(n).get(0), answered.get(n).get(1), random);
      if (random.nextInt(4) == 0 || n == answered.size() - 1) {
        counting.count(campaign, "a");
        assertThat(counted()).isEqualTo(recounted()).isNotEmpty();
      }
    }
    counting.count(campaign, "a");
    assertThat(counted()).isEqualTo(recounted());
  }

  @Test
  void the_sums_are_of_all_rows() {
    answer(UUID.randomUUID(), Ids.next(), new Random(1));
    answer(UUID.randomUUID(), Ids.next(), new Random(2));

    var stack = counting.count(campaign, "a");

    assertThat(stack.hosts()).isEqualTo(2);
    assertThat(stack.rows())
        .isEqualTo(recounted().values().stream().mapToLong(Counts::rows).sum())
        .isPositive();
  }

  /** Writers and two processes that count, all at once. */
  @Test
  void nothing_is_counted_twice_or_missed_by_calls_at_once() throws Exception {
    var other = new StackCount(jdbi, InstantSource.system());
    var running = new ArrayList<Future<?>>();
    try (var threads = Executors.newFixedThreadPool(5)) {
      for (int writer = 0; writer < 3; writer++) {
        var random = new Random(writer);
        running.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < 40; n++) {
                    answer(UUID.randomUUID(), Ids.next(), random);
                  }
                }));
      }
      for (StackCount each : List.of(counting, other)) {
        running.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < 15; n++) {
                    each.count(campaign, "a");
                  }
                }));
      }
    }
    for (Future<?> each : running) {
      each.get();
    }
    counting.count(campaign, "a");

    assertThat(counted()).isEqualTo(recounted());
  }

  @Test
  void once_answers_were_taken_back_it_is_counted_anew() {
    var gone = UUID.randomUUID();
    answer(gone, Ids.next(), new Random(1));
    answer(UUID.randomUUID(), Ids.next(), new Random(2));
    counting.count(campaign, "a");
    jdbi.useTransaction(
        handle -> {
          handle.execute("DELETE FROM answer WHERE host_id = ?", gone);
          handle.execute("DELETE FROM answer_row WHERE host_id = ?", gone);
          handle.execute(
              "UPDATE campaign_rows SET taken_back = taken_back + 1 WHERE campaign_id = ?",
              campaign);
        });

    assertThat(tables.counted(campaign, "a")).isEmpty();
    counting.count(campaign, "a");

    assertThat(counted()).isEqualTo(recounted());
    assertThat(tables.counted(campaign, "a")).isPresent();
  }

  @Test
  void pages_hold_every_value_once_in_both_orders() {
    for (int n = 0; n < 20; n++) {
      answer(UUID.randomUUID(), Ids.next(), new Random(n));
    }
    counting.count(campaign, "a");

    for (StackOrder order : StackOrder.values()) {
      var paged = new ArrayList<Value>();
      var after = Place.before(order);
      List<Value> page;
      do {
        page = tables.page(campaign, "a", order, after, 2);
        paged.addAll(page);
        after = page.isEmpty() ? null : Place.parse(Place.of(page.getLast()));
      } while (!page.isEmpty());

      assertThat(paged).hasSize(recounted().size()).doesNotHaveDuplicates();
      var hosts = paged.stream().map(Value::hosts).toList();
      assertThat(order == StackOrder.RAREST ? hosts : hosts.reversed()).isSorted();
    }
  }

  @Test
  void long_values_are_counted_whole_and_shown_in_part() {
    var host = UUID.randomUUID();
    row(host, Ids.next(), 0, "x".repeat(100_000) + "1");
    row(host, Ids.next(), 0, "x".repeat(100_000) + "2");
    row(host, Ids.next(), 0, "x".repeat(StackTables.VALUE_MAX));
    counting.count(campaign, "a");

    var values = tables.page(campaign, "a", StackOrder.RAREST, Place.before(StackOrder.RAREST), 9);

    assertThat(values).hasSize(3).allMatch(value -> value.value().length() == 4_096);
    assertThat(values.stream().filter(Value::valueCut)).hasSize(2);
  }

  @Test
  void counts_that_nobody_asked_for_in_a_day_are_forgotten() {
    answer(UUID.randomUUID(), Ids.next(), new Random(1));
    new StackCount(jdbi, () -> Instant.now().minusSeconds(86_500)).count(campaign, "a");
    tables.forgetUnasked();
    assertThat(counted()).isEmpty();

    counting.count(campaign, "a");
    tables.forgetUnasked();
    assertThat(counted()).isEqualTo(recounted()).isNotEmpty();
  }

  private Map<String, Counts> counted() {
    return tables
        .page(campaign, "a", StackOrder.RAREST, Place.before(StackOrder.RAREST), 1_000)
        .stream()
        .collect(
            Collectors.toMap(
                value -> String.valueOf(value.value()),
                value -> new Counts(value.hosts(), value.rows())));
  }

  private Map<String, Counts> recounted() {
    return jdbi.withHandle(
        handle -> {
          var counts = new HashMap<String, Counts>();
          handle
              .createQuery(
                  """
                  SELECT columns ->> 'a' AS value, count(DISTINCT host_id) AS hosts,
                         count(*) AS rows
                  FROM answer_row
                  WHERE campaign_id = :id
                  GROUP BY 1
                  """)
              .bind("id", campaign)
              .map(
                  row ->
                      counts.put(
                          String.valueOf(row.getColumn("value", String.class)),
                          new Counts(
                              row.getColumn("hosts", Long.class),
                              row.getColumn("rows", Long.class))))
              .list();
          return counts;
        });
  }

  /** Some rows, of which some have no such column. */
  private void answer(UUID host, UUID query, Random random) {
    int count = 1 + random.nextInt(6);
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              """
              INSERT INTO answer (campaign_id, host_id, query_id, outcome, status, rows, truncated,
                                  late, received_at, responded_at, nul_replaced)
              VALUES (?, ?, ?, 'stored', 0, ?, false, false, now(), now(), 0)
              """,
              campaign,
              host,
              query,
              count);
          for (int n = 0; n < count; n++) {
            int value = random.nextInt(VALUES);
            handle.execute(
                "INSERT INTO answer_row VALUES (?, ?, ?, ?, CAST(? AS json))",
                campaign,
                host,
                query,
                n,
                value == 0 ? "{\"b\":\"x\"}" : "{\"a\":\"%d\"}".formatted(value));
          }
        });
  }

  private void row(UUID host, UUID query, int rowNo, String value) {
    jdbi.useTransaction(
        handle -> {
          handle.execute(
              """
              INSERT INTO answer (campaign_id, host_id, query_id, outcome, status, rows, truncated,
                                  late, received_at, responded_at, nul_replaced)
              VALUES (?, ?, ?, 'stored', 0, 1, false, false, now(), now(), 0)
              """,
              campaign,
              host,
              query);
          handle.execute(
              "INSERT INTO answer_row VALUES (?, ?, ?, ?, json_build_object('a', ?))",
              campaign,
              host,
              query,
              rowNo,
              value);
        });
  }
}
