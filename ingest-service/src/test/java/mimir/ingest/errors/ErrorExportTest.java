package mimir.ingest.errors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.runtime.Ids;
import mimir.ingest.export.ExportFormat;
import mimir.ingest.export.ParquetRows;
import mimir.ingest.rows.SeededRows;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class ErrorExportTest {
  private static final UUID FIRST = new UUID(1, 1);
  private static final UUID SECOND = new UUID(2, 2);
  private static final UUID QUERY = new UUID(3, 3);

  @Inject ErrorExport export;
  @Inject Jdbi jdbi;
  @TempDir Path directory;

  private final UUID campaign = Ids.next();

  @BeforeEach
  void an_answer_that_is_an_error_and_an_end_without_one() {
    SeededRows.campaign(jdbi, campaign);
    jdbi.useHandle(
        handle -> {
          handle.execute("INSERT INTO host VALUES (?, '@one') ON CONFLICT DO NOTHING", FIRST);
          handle.execute(
              """
              INSERT INTO answer (campaign_id, host_id, query_id, outcome, status, message, rows,
                                  truncated, late, received_at, responded_at, nul_replaced)
              VALUES (?, ?, ?, 'errored', 1, ?, 0, false, false, now(), '2026-11-20T10:00:00Z', 0)
              """,
              campaign,
              FIRST,
              QUERY,
              "=no \"such\" table,\nnope");
          handle.execute(
              """
              INSERT INTO unanswered (campaign_id, host_id, query_id, reason, at)
              VALUES (?, ?, ?, 'attempts_exhausted', '2026-11-20T11:00:00Z')
              """,
              campaign,
              SECOND,
              QUERY);
        });
  }

  @Test
  void a_spreadsheet_finds_no_formula() throws IOException {
    assertThat(text(ExportFormat.CSV))
        .isEqualTo(
            "host_id,hostname,query_id,reason,at,message\r\n"
                + "%s,'@one,%s,osquery_error,2026-11-20T10:00:00Z,\"'=no \"\"such\"\" table,\nnope\"\r\n"
                    .formatted(FIRST, QUERY)
                + "%s,,%s,attempts_exhausted,2026-11-20T11:00:00Z,\r\n".formatted(SECOND, QUERY));
  }

  @Test
  void json_lines_have_the_members_of_the_list() throws IOException {
    List<String> lines = text(ExportFormat.JSON_LINES).lines().toList();

    assertThat(lines).hasSize(2);
    JsonNode first = MessageCodec.json().readTree(lines.getFirst());
    assertThat(first.get("host_id").asText()).isEqualTo(FIRST.toString());
    assertThat(first.get("hostname").asText()).isEqualTo("@one");
    assertThat(first.get("message").asText()).isEqualTo("=no \"such\" table,\nnope");
    JsonNode second = MessageCodec.json().readTree(lines.getLast());
    assertThat(second.get("reason").asText()).isEqualTo("attempts_exhausted");
    assertThat(second.get("at").asText()).isEqualTo("2026-11-20T11:00:00Z");
    assertThat(second.get("message").isNull()).isTrue();
    assertThat(second.properties()).hasSize(6);
  }

  @Test
  void parquet_has_the_cells_as_they_are() throws IOException {
    assertThat(ParquetRows.read(directory, bytes(ExportFormat.PARQUET)))
        .containsExactly(
            List.of(
                FIRST.toString(),
                "@one",
                QUERY.toString(),
                "osquery_error",
                "2026-11-20T10:00:00Z",
                "=no \"such\" table,\nnope"),
            Arrays.asList(
                SECOND.toString(),
                "",
                QUERY.toString(),
                "attempts_exhausted",
                "2026-11-20T11:00:00Z",
                null));
  }

  /** More than are read together. */
  @Test
  void all_of_many_errors_are_there_once() throws IOException {
    jdbi.useHandle(
        handle ->
            handle.execute(
                """
                INSERT INTO unanswered (campaign_id, host_id, query_id, reason, at)
                SELECT ?, gen_random_uuid(), ?, 'attempts_exhausted', now()
                FROM generate_series(1, 2998)
                """,
                campaign,
                QUERY));

    assertThat(text(ExportFormat.JSON_LINES).lines())
        .hasSize(3_000)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  private String text(ExportFormat format) throws IOException {
    return new String(bytes(format), UTF_8);
  }

  private byte[] bytes(ExportFormat format) throws IOException {
    var out = new ByteArrayOutputStream();
    export.write(campaign, format, out);
    return out.toByteArray();
  }
}
