package mimir.ingest.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import mimir.contracts.MessageCodec;
import mimir.contracts.runtime.Ids;
import mimir.ingest.rows.SeededRows;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class ExportTest {
  private static final int ROWS_EACH = 7;

  @Inject RowExport export;
  @Inject RowPages pages;
  @Inject ExportTables tables;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();
  private final UUID query = Ids.next();
  private final List<UUID> hosts = Stream.generate(UUID::randomUUID).limit(4).toList();

  @BeforeEach
  void rows_of_four_hosts() {
    SeededRows.campaign(jdbi, campaign);
    hosts.forEach(host -> SeededRows.rows(jdbi, campaign, host, query, ROWS_EACH));
  }

  @Test
  void json_lines_hold_every_row_in_the_order_of_its_key() throws IOException {
    var lines = lines(tables.cut(campaign, null));

    assertThat(lines).hasSize(hosts.size() * ROWS_EACH);
    assertThat(lines.getFirst())
        .startsWith("{\"host_id\":\"")
        .endsWith("\"row_no\":0,\"columns\":{\"z\":\"=cmd()\",\"a\":\"0\"}}");
    assertThat(lines.stream().map(ExportTest::key)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void one_hosts_rows_are_only_its_own() throws IOException {
    var host = hosts.get(1);
    var cut = tables.cut(campaign, host);

    assertThat(cut.rows()).isEqualTo(ROWS_EACH);
    assertThat(lines(cut)).hasSize(ROWS_EACH).allMatch(line -> line.contains(host.toString()));
    assertThat(lines(tables.cut(campaign, UUID.randomUUID()))).isEmpty();
  }

  /** Ids in between, committed after the cut: once by a transaction that began before it. */
  @Test
  void what_is_stored_after_the_cut_is_not_in_it() throws IOException {
    Cut cut;
    try (var begun = jdbi.open()) {
      begun.begin();
      begun.execute(
          """
          INSERT INTO answer (campaign_id, host_id, query_id, outcome, status, rows, truncated,
                              late, received_at, responded_at, nul_replaced)
          VALUES (?, ?, ?, 'stored', 0, 1, false, false, now(), now(), 0)
          """,
          campaign,
          new UUID(0, 1),
          query);
      begun.execute(
          "INSERT INTO answer_row VALUES (?, ?, ?, 0, '{\"a\":\"early\"}')",
          campaign,
          new UUID(0, 1),
          query);
      cut = tables.cut(campaign, null);
      begun.commit();
    }
    for (int n = 0; n < 20; n++) {
      SeededRows.rows(jdbi, campaign, UUID.randomUUID(), query, 3);
    }

    assertThat(lines(cut)).hasSize((int) cut.rows()).hasSize(hosts.size() * ROWS_EACH);
    assertThat(lines(tables.cut(campaign, null))).hasSize(hosts.size() * ROWS_EACH + 61);
  }

  /** More answers than are read together, and other campaigns' beside them. */
  @Test
  void many_answers_are_whole() throws IOException {
    jdbi.useHandle(
        handle -> {
          handle.execute(
              """
              INSERT INTO answer (campaign_id, host_id, query_id, outcome, status, rows, truncated,
                                  late, received_at, responded_at, nul_replaced)
              SELECT ?, gen_random_uuid(), ?, 'stored', 0, n % 5, false, false, now(), now(), 0
              FROM generate_series(1, 11000) AS n
              """,
              campaign, query);
          handle.execute(
              """
              INSERT INTO answer_row (campaign_id, host_id, query_id, row_no, columns)
              SELECT campaign_id, host_id, query_id, row_no, '{"a":"1"}'
              FROM answer
              CROSS JOIN generate_series(0, answer.rows - 1) AS row_no
              WHERE campaign_id = ?
              ON CONFLICT DO NOTHING
              """,
              campaign);
        });
    var cut = tables.cut(campaign, null);

    var lines = lines(cut);

    assertThat(lines).hasSize((int) cut.rows()).hasSize(22_000 + hosts.size() * ROWS_EACH);
    assertThat(lines.stream().map(ExportTest::key)).isSorted().doesNotHaveDuplicates();
  }

  /** Several pages by their size, and small rows behind them. */
  @Test
  void large_rows_come_in_pages_of_some_megabytes() throws IOException {
    var host = UUID.randomUUID();
    SeededRows.rows(jdbi, campaign, host, query, 40);
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                UPDATE answer_row
                SET columns = CAST('{"a":"' || repeat('x', 400000) || '"}' AS json)
                WHERE campaign_id = ? AND host_id = ?
                """,
                campaign,
                host));
    var cut = tables.cut(campaign, host);

    var lines = lines(cut);

    assertThat(lines).hasSize(40).allMatch(line -> line.length() > 400_000);
    var answer = new CutAnswer(host, "", query);
    var page = pages.of(campaign).next(RowPages.Place.before(answer), answer);
    assertThat(page.stream().mapToLong(row -> row.columns().length).sum())
        .isBetween(4_000_000L, 4_800_000L);
    assertThat(lines.stream().map(ExportTest::key)).isSorted().doesNotHaveDuplicates();
  }

  /** More of them are asked for than fit; those beyond are read again. */
  @Test
  void large_rows_behind_many_small_ones_are_not_held_all_at_once() {
    var host = UUID.randomUUID();
    SeededRows.rows(jdbi, campaign, host, query, 3_000);
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                UPDATE answer_row
                SET columns = CAST('{"a":"' || repeat('x', 400000) || '"}' AS json)
                WHERE campaign_id = ? AND host_id = ? AND row_no BETWEEN 2000 AND 2029
                """,
                campaign,
                host));
    var answer = new CutAnswer(host, "", query);
    var reader = pages.of(campaign);

    var numbers = new ArrayList<Long>();
    var page = reader.next(RowPages.Place.before(answer), answer);
    while (!page.isEmpty()) {
      assertThat(page.stream().mapToLong(row -> row.columns().length).sum()).isLessThan(4_800_000L);
      page.forEach(row -> numbers.add(row.rowNo()));
      page = reader.next(RowPages.Place.of(page.getLast()), answer);
    }

    assertThat(numbers).isEqualTo(LongStream.range(0, 3_000).boxed().toList());
  }

  @Test
  void what_is_taken_back_meanwhile_is_missing() throws IOException {
    var cut = tables.cut(campaign, null);
    jdbi.useHandle(
        handle -> {
          handle.execute("DELETE FROM answer WHERE host_id = ?", hosts.getFirst());
          handle.execute("DELETE FROM answer_row WHERE host_id = ?", hosts.getFirst());
        });

    assertThat(lines(cut)).hasSize((hosts.size() - 1) * ROWS_EACH);
    assertThat(cut.rows()).isEqualTo((long) hosts.size() * ROWS_EACH);
  }

  @Test
  void csv_has_a_header_and_defused_cells() throws IOException {
    var host = UUID.randomUUID();
    SeededRows.rows(jdbi, campaign, host, query, 2);
    jdbi.useHandle(
        handle -> {
          handle.execute("INSERT INTO host VALUES (?, '@evil')", host);
          handle.execute(
              """
              UPDATE answer_row
              SET columns = '{"a":"x,\\"y\\"\\nz","hostname":"h"}'
              WHERE campaign_id = ? AND host_id = ? AND row_no = 1
              """,
              campaign,
              host);
          handle.execute(
              "INSERT INTO campaign_column VALUES (?, 'hostname', 1), (?, '=x', 2)",
              campaign,
              campaign);
        });

    var csv = new String(file(tables.cut(campaign, host), ExportFormat.CSV), UTF_8);

    assertThat(csv)
        .isEqualTo(
            """
            host_id,hostname,query_id,row_no,z,a,hostname_2,'=x
            %1$s,'@evil,%2$s,0,'=cmd(),0,,
            %1$s,'@evil,%2$s,1,,"x,""y""
            z",h,
            """
                .formatted(host, query)
                .replace("\n", "\r\n")
                .replace("\"\"\r\n", "\"\"\n"));
  }

  @Test
  void cells_without_a_column_of_their_own_are_together() throws IOException {
    var host = hosts.getFirst();
    jdbi.useHandle(
        handle -> {
          handle.execute("DELETE FROM campaign_column WHERE name = 'z'");
          handle.execute("INSERT INTO campaign_column VALUES (?, NULL, 2)", campaign);
        });

    var csv = new String(file(tables.cut(campaign, host), ExportFormat.CSV), UTF_8);

    assertThat(csv.lines().skip(1))
        .allMatch(line -> line.endsWith(",\"{\"\"z\"\":\"\"=cmd()\"\"}\""));
  }

  @Test
  void a_reader_that_goes_away_ends_it() {
    var gone =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("gone");
          }
        };

    assertThat(
            catchThrowable(
                () -> export.write(tables.cut(campaign, null), ExportFormat.JSON_LINES, gone)))
        .hasMessage("gone");
  }

  private byte[] file(Cut cut, ExportFormat format) throws IOException {
    var out = new ByteArrayOutputStream();
    export.write(cut, format, out);
    return out.toByteArray();
  }

  private List<String> lines(Cut cut) throws IOException {
    var lines = new ArrayList<String>();
    new String(file(cut, ExportFormat.JSON_LINES), UTF_8).lines().forEach(lines::add);
    return lines;
  }

  private static String key(String line) {
    try {
      JsonNode row = MessageCodec.json().readTree(line);
      return "%s %s %06d"
          .formatted(
              row.get("host_id").textValue(),
              row.get("query_id").textValue(),
              row.get("row_no").longValue());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
