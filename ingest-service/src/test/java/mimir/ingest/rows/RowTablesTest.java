package mimir.ingest.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class RowTablesTest {
  private static final int ROWS_EACH = 7;

  @Inject RowTables tables;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();
  private final List<UUID> hosts = Stream.generate(UUID::randomUUID).limit(4).toList();

  @BeforeEach
  void rows_of_four_hosts_and_two_queries() {
    SeededRows.campaign(jdbi, campaign);
    for (UUID host : hosts) {
      SeededRows.rows(jdbi, campaign, host, Ids.next(), ROWS_EACH);
      SeededRows.rows(jdbi, campaign, host, Ids.next(), ROWS_EACH);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 14, 100})
  void pages_of_any_size_hold_every_row_once_and_in_one_order(int size) {
    var whole = tables.page(campaign, null, null, 1_000);

    var paged = new ArrayList<RowTables.Row>();
    RowTables.Place after = null;
    List<RowTables.Row> page;
    do {
      page = tables.page(campaign, null, after, size);
      paged.addAll(page);
      after = page.isEmpty() ? null : RowTables.Place.parse(RowTables.Place.of(page.getLast()));
    } while (!page.isEmpty());

    assertThat(whole).hasSize(hosts.size() * 2 * ROWS_EACH).doesNotHaveDuplicates();
    assertThat(paged).isEqualTo(whole);
  }

  @Test
  void a_page_deep_inside_begins_where_the_last_one_ended() {
    var host = hosts.getFirst();
    var query = Ids.next();
    SeededRows.rows(jdbi, campaign, host, query, 20_000);

    var page = tables.page(campaign, host, new RowTables.Place(host, query, 18_999), 3);

    assertThat(page).extracting(RowTables.Row::rowNo).containsExactly(19_000L, 19_001L, 19_002L);
  }

  @Test
  void one_hosts_rows_are_only_its_own() {
    var host = hosts.get(2);

    var page = tables.page(campaign, host, null, 1_000);

    assertThat(page).hasSize(2 * ROWS_EACH).allMatch(row -> row.hostId().equals(host));
    assertThat(tables.page(campaign, UUID.randomUUID(), null, 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 100})
  void pages_of_a_value_hold_every_row_that_has_it(int size) {
    var two = Sought.of("a", "2", null);

    var paged = new ArrayList<RowTables.Row>();
    RowTables.Looked looked;
    RowTables.Place after = null;
    do {
      looked = tables.having(campaign, null, two, after, size);
      paged.addAll(looked.found());
      after = paged.isEmpty() ? null : RowTables.Place.at(paged.getLast());
    } while (!looked.found().isEmpty());

    assertThat(paged)
        .isEqualTo(
            tables.page(campaign, null, null, 1_000).stream()
                .filter(row -> row.rowNo() == 2)
                .toList())
        .hasSize(hosts.size() * 2);
    assertThat(tables.having(campaign, hosts.getLast(), two, null, 100).found())
        .hasSize(2)
        .allMatch(row -> row.hostId().equals(hosts.getLast()));
    assertThat(tables.having(campaign, null, Sought.of("a", "none", null), null, 100))
        .isEqualTo(new RowTables.Looked(List.of(), null));
  }

  /** Two of 14 rows: most calls find nothing, and say how far they looked. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 13, 14, 15})
  void a_call_looks_through_so_many_rows_and_tells_how_far_it_came(int lookAt) {
    var reach = new RowTables.Reach(lookAt, Long.MAX_VALUE);

    assertThat(callsToFindTheSixes(reach)).isEqualTo(2 * ROWS_EACH / lookAt + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 13, 14, 15})
  void a_call_looks_through_so_many_bytes_and_tells_how_far_it_came(int lookAt) {
    long bytes =
        jdbi.withHandle(
            handle ->
                handle
                    .select("SELECT max(pg_column_size(columns)) FROM answer_row WHERE host_id = ?")
                    .bind(0, hosts.get(1))
                    .mapTo(long.class)
                    .one());
    var reach = new RowTables.Reach(1_000, (lookAt - 1) * bytes + 1);

    assertThat(callsToFindTheSixes(reach)).isEqualTo(2 * ROWS_EACH / lookAt + 1);
  }

  private int callsToFindTheSixes(RowTables.Reach reach) {
    var host = hosts.get(1);
    var sought = Sought.of("a", "6", null);
    var whole = tables.page(campaign, host, null, 1_000);
    var found = new ArrayList<RowTables.Row>();
    RowTables.Place after = null;
    int calls = 0;
    do {
      var looked = tables.having(campaign, host, sought, after, 100, reach);
      found.addAll(looked.found());
      after = looked.until();
      calls++;
    } while (after != null);
    assertThat(found).hasSize(2).isEqualTo(whole.stream().filter(r -> r.rowNo() == 6).toList());
    return calls;
  }

  @Test
  void a_value_is_the_whole_text_and_rows_without_the_column_have_none() {
    var host = UUID.randomUUID();
    var cells = List.of("{}", "{'b':''}", "{'b':'x'}", "{'b':'xy'}", "{'b':' x'}", "{'b':'X'}");
    for (int n = 0; n < cells.size(); n++) {
      row(host, n, cells.get(n).replace('\'', '"'));
    }

    assertThat(found(host, Sought.of("b", "x", null))).containsExactly(2L);
    assertThat(found(host, Sought.of("b", "", null))).containsExactly(1L);
    assertThat(found(host, Sought.of("b", null, ""))).containsExactly(0L);
  }

  private void row(UUID host, int number, String columns) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO answer_row VALUES (?, ?, ?, ?, CAST(? AS json))",
                campaign,
                host,
                hosts.getFirst(),
                number,
                columns));
  }

  private List<Long> found(UUID host, Sought sought) {
    return tables.having(campaign, host, sought, null, 100).found().stream()
        .map(RowTables.Row::rowNo)
        .toList();
  }

  @Test
  void a_host_has_its_name_once_it_is_known() {
    jdbi.useHandle(
        handle -> handle.execute("INSERT INTO host VALUES (?, 'web-1')", hosts.getFirst()));

    assertThat(tables.page(campaign, hosts.getFirst(), null, 1).getFirst().hostname())
        .isEqualTo("web-1");
    assertThat(tables.page(campaign, hosts.getLast(), null, 1).getFirst().hostname()).isEmpty();
  }
}
