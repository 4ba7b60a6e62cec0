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

  @Test
  void a_host_has_its_name_once_it_is_known() {
    jdbi.useHandle(
        handle -> handle.execute("INSERT INTO host VALUES (?, 'web-1')", hosts.getFirst()));

    assertThat(tables.page(campaign, hosts.getFirst(), null, 1).getFirst().hostname())
        .isEqualTo("web-1");
    assertThat(tables.page(campaign, hosts.getLast(), null, 1).getFirst().hostname()).isEmpty();
  }
}
