package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class RowWriterTest {

  @Inject CampaignTables campaigns;
  @Inject RowWriter writer;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();

  @Test
  @TestTransaction
  void the_first_rows_of_each_answer_are_written_in_order_over_parts_and_pieces() {
    campaigns.launch(Answer.launched(campaign));
    var wide = Map.of("big", "x".repeat(300_000));
    var large =
        Answer.to(campaign).with(List.of(Collections.nCopies(3, wide), List.of(wide, wide)));
    var counted = Answer.to(campaign).with(3, 4);

    writer.write(
        List.of(
            new RowWriter.First(Upload.of(large.pieces()), 4),
            new RowWriter.First(Upload.of(counted.pieces()), 9),
            new RowWriter.First(Upload.of(Answer.to(campaign).pieces()), 0)));

    assertThat(rowNumbers(large)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(rowNumbers(counted)).hasSize(9);
    assertThat(columns(counted))
        .isEqualTo(IntStream.range(0, 9).mapToObj(n -> "{\"n\":\"" + n + "\"}").toList());
  }

  @Test
  @TestTransaction
  void columns_keep_their_order_and_what_cannot_be_stored_is_replaced() {
    campaigns.launch(Answer.launched(campaign));
    var row = new LinkedHashMap<String, String>();
    row.put("z", "a\0b");
    row.put("a", null);
    row.put("half \ud83d", "\ude00 \ud83d\ude00");
    var answer = Answer.to(campaign).with(List.of(List.of(row)));

    writer.write(List.of(new RowWriter.First(Upload.of(answer.pieces()), 1)));

    assertThat(columns(answer))
        .containsExactly("{\"z\":\"a\uFFFDb\",\"a\":\"\",\"half \uFFFD\":\"\uFFFD \ud83d\ude00\"}");
  }

  private List<Long> rowNumbers(Answer answer) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT row_no FROM answer_row WHERE host_id = :host ORDER BY row_no")
                .bind("host", answer.assignment().hostId())
                .mapTo(Long.class)
                .list());
  }

  private List<String> columns(Answer answer) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT columns::text
                    FROM answer_row
                    WHERE host_id = :host
                    ORDER BY row_no
                    """)
                .bind("host", answer.assignment().hostId())
                .mapTo(String.class)
                .list());
  }
}
