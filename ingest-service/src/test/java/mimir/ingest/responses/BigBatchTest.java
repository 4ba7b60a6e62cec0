package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.contracts.ingest.ResponseEvent.Outcome;
import mimir.contracts.ingest.ResponseEvent.ResponsesRecorded;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class BigBatchTest {

  @Inject Intake intake;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();

  @BeforeEach
  void launched() {
    intake.launch(Answer.launched(campaign));
  }

  @Test
  void a_big_batch_is_told_in_events_of_at_most_500() {
    var answers = Stream.generate(() -> Answer.to(campaign)).limit(1_201).toList();

    intake.take(answers.stream().flatMap(each -> each.pieces().stream()).toList());

    assertThat(stored().recorded())
        .extracting(event -> event.items().size())
        .containsExactlyInAnyOrder(500, 500, 201);
    assertThat(stored().recorded())
        .extracting(ResponsesRecorded::campaignId)
        .containsOnly(campaign);
    assertThat(stored().items())
        .containsExactlyInAnyOrderElementsOf(
            answers.stream().map(each -> ResultItem.of(each, Outcome.STORED, 1, false)).toList());
    assertThat(traces()).hasSize(3).allMatch(trace -> trace.startsWith(Answer.TRACE_ID));
  }

  @Test
  void ten_thousand_rows_are_kept_in_order() {

    intake.take(Answer.to(campaign).with(10, 1_000).pieces());

    assertThat(stored().columns())
        .isEqualTo(IntStream.range(0, 10_000).mapToObj(n -> "{\"n\":\"" + n + "\"}").toList());
    assertThat(stored().rows())
        .extracting(row -> row.get("row_no"))
        .isEqualTo(IntStream.range(0, 10_000).<Object>mapToObj(n -> (long) n).toList());
  }

  private Stored stored() {
    return Stored.of(jdbi, campaign);
  }

  private List<String> traces() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT traceparent FROM event WHERE message_key = :id")
                .bind("id", campaign.toString())
                .mapTo(String.class)
                .list());
  }
}
