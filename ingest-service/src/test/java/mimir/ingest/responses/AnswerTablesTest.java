package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import mimir.contracts.MessageCodec;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class AnswerTablesTest {

  @Inject Intake intake;
  @Inject ResponseTables responses;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();

  @BeforeEach
  void launched() {
    intake.launch(Answer.launched(campaign));
  }

  @Test
  void hostile_cells_come_back_as_they_were_and_in_their_order() {
    var row = new LinkedHashMap<String, String>();
    row.put("zeta", "\uFFFD");
    row.put("alpha", "\ud83d\ude00 ü \u202e");
    row.put("quotes", "'\"\\`$$;--{}");
    row.put("formula", "=cmd()|'/c calc'!A1");
    row.put("control", "\u0001\u001b[31m\r\n\t\u2028");
    row.put("nul as text", "\\u0000 \0");
    row.put("empty", "");
    row.put("numbers", "1e400000");
    row.put("\"; DROP TABLE answer; --", "column");
    row.put("big", "x".repeat(1_000_000));

    intake.take(Answer.to(campaign).with(List.of(List.of(row))).pieces());

    row.put("nul as text", "\\u0000 \uFFFD");
    assertThat(Stored.of(jdbi, campaign).columns()).containsExactly(json(row));
  }

  @Test
  void two_consumers_with_the_same_answers_store_each_once() throws Exception {
    var pieces =
        Stream.generate(() -> Answer.to(campaign).with(1, 3))
            .limit(50)
            .flatMap(each -> each.pieces().stream())
            .toList();
    Callable<Void> take =
        () -> {
          intake.take(pieces);
          return null;
        };

    try (var threads = Executors.newFixedThreadPool(2)) {
      for (var done : threads.invokeAll(List.of(take, take))) {
        done.get();
      }
    }

    var stored = Stored.of(jdbi, campaign);
    assertThat(stored.answers()).hasSize(50);
    assertThat(stored.rows()).hasSize(150);
    assertThat(stored.items()).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void each_campaign_has_a_partition_and_dropping_it_takes_only_its_rows() {
    var other = Ids.next();
    intake.launch(Answer.launched(other));
    intake.take(Answer.to(campaign).with(1, 2).pieces());
    intake.take(Answer.to(other).with(1, 3).pieces());

    jdbi.useHandle(handle -> handle.execute("DROP TABLE " + partition(campaign)));

    assertThat(Stored.of(jdbi, campaign).rows()).isEmpty();
    assertThat(Stored.of(jdbi, campaign).answers()).hasSize(1);
    assertThat(Stored.of(jdbi, other).rows()).hasSize(3);
    assertThat(count("SELECT count(*) FROM " + partition(other))).isEqualTo(3);
  }

  @Test
  void the_list_is_filtered_by_late_and_leaves_errors_out() {
    var inTime = Answer.to(campaign);
    var late = Answer.to(campaign).receivedAt(Answer.LATE);
    Stream.of(inTime, late, Answer.to(campaign).failed(1, "no"))
        .forEach(answer -> intake.take(answer.pieces()));

    assertThat(listed(null))
        .containsExactlyInAnyOrder(inTime.assignment().hostId(), late.assignment().hostId());
    assertThat(listed(true)).containsExactly(late.assignment().hostId());
    assertThat(listed(false)).containsExactly(inTime.assignment().hostId());
  }

  private List<UUID> listed(Boolean late) {
    return responses.list(campaign, late, ResponseTables.START, 10).stream()
        .map(ResponseTables.Response::hostId)
        .toList();
  }

  private static String partition(UUID campaignId) {
    return "answer_row_" + campaignId.toString().replace("-", "");
  }

  private long count(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private static String json(Map<String, String> row) {
    try {
      return MessageCodec.json().writeValueAsString(row);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
