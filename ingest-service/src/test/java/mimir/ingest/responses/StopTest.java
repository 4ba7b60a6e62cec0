package mimir.ingest.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of answers around and after a campaign's end. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class StopTest {

  @Inject Intake intake;
  @Inject CampaignTables campaigns;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                              | discard | seconds after the stop | answers
          R-7 with discard, before          | true    | -1                     | 1
          R-7 with discard, that moment     | true    | 0                      | 1
          R-7 with discard, after           | true    | 1                      | 0
          R-7 without discard, after        | false   | 1                      | 1
          """)
  void after_a_stop(String why, boolean discard, long seconds, int answers) {
    intake.launch(Answer.launched(campaign));
    var stoppedAt = Answer.IN_TIME;
    intake.stop(new CampaignStopped(campaign, "alice", "", discard, stoppedAt));

    intake.take(Answer.to(campaign).receivedAt(stoppedAt.plusSeconds(seconds)).pieces());

    assertThat(stored().answers()).hasSize(answers);
    assertThat(stored().rows()).hasSize(answers);
    assertThat(stored().items()).hasSize(answers);
    assertThat(discarded()).isEqualTo(1 - answers);
    assertThat(waiting()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                         | discard | seconds after the stop | answers
          R-7 received before is kept  | true    | -1                     | 1
          R-7 received after goes      | true    | 1                      | 0
          without discard it is kept   | false   | 1                      | 1
          """)
  void a_stop_that_is_heard_of_after_the_answer(
      String why, boolean discard, long seconds, int answers) {
    intake.launch(Answer.launched(campaign));
    var stoppedAt = Answer.IN_TIME;
    intake.take(Answer.to(campaign).receivedAt(stoppedAt.plusSeconds(seconds)).pieces());

    intake.stop(new CampaignStopped(campaign, "alice", "", discard, stoppedAt));

    assertThat(stored().answers()).hasSize(answers);
    assertThat(stored().rows()).hasSize(answers);
    assertThat(discarded()).isEqualTo(1 - answers);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void what_was_refused_or_taken_back_is_told_once_however_often_it_is_read(boolean stopFirst) {
    intake.launch(Answer.launched(campaign));
    var stop = new CampaignStopped(campaign, "alice", "", true, Answer.IN_TIME);
    var answer = Answer.to(campaign).receivedAt(Answer.IN_TIME.plusSeconds(1));
    if (stopFirst) {
      intake.stop(stop);
    }
    intake.take(answer.pieces());
    intake.stop(stop);

    intake.take(answer.pieces());
    intake.take(answer.pieces());

    assertThat(stored().answers()).isEmpty();
    assertThat(discarded()).isOne();
  }

  @Test
  void a_second_stop_does_not_move_the_first() {
    intake.launch(Answer.launched(campaign));
    campaigns.stop(new CampaignStopped(campaign, "alice", "", false, Answer.IN_TIME));

    campaigns.stop(new CampaignStopped(campaign, "bob", "", true, Answer.LATE));

    assertThat(campaigns.find(List.of(campaign)).get(campaign))
        .satisfies(
            known -> {
              assertThat(known.stoppedAt()).isEqualTo(Answer.IN_TIME);
              assertThat(known.discardInFlight()).isFalse();
            });
  }

  @Test
  void once_the_rows_were_dropped_no_answer_is_kept() {
    intake.launch(Answer.launched(campaign));
    jdbi.useHandle(
        handle -> {
          handle.execute(
              "UPDATE campaign SET rows_dropped_at = now() WHERE campaign_id = ?", campaign);
          handle.execute("DROP TABLE answer_row_" + campaign.toString().replace("-", ""));
        });

    intake.take(Answer.to(campaign).pieces());

    assertThat(stored().answers()).isEmpty();
    assertThat(discarded()).isOne();
  }

  private Stored stored() {
    return Stored.of(jdbi, campaign);
  }

  /** How many assignments the events take back. */
  private long discarded() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(item)
                    FROM event, json_array_elements(payload::json -> 'items') AS item
                    WHERE message_key = :campaign AND type = 'mimir.responses.discarded.v1'
                    """)
                .bind("campaign", campaign.toString())
                .mapTo(Long.class)
                .one());
  }

  private long waiting() {
    return Stored.waiting(jdbi, campaign);
  }
}
