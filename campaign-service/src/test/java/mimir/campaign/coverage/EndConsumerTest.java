package mimir.campaign.coverage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import mimir.campaign.Batch;
import mimir.campaign.SeededCampaign;
import mimir.campaign.SeededCampaign.Assignment;
import mimir.contracts.dispatch.AssignmentEndEvent;
import mimir.contracts.dispatch.AssignmentEndEvent.AssignmentsEnded;
import mimir.contracts.ingest.ResponseEvent;
import mimir.contracts.ingest.ResponseEvent.CampaignCapCrossed;
import mimir.contracts.ingest.ResponseEvent.Item;
import mimir.contracts.ingest.ResponseEvent.Outcome;
import mimir.contracts.ingest.ResponseEvent.ResponsesRecorded;
import mimir.testing.ServiceInfra;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class EndConsumerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T11:00:00Z");

  @Inject EndConsumer consumer;
  @Inject CoverageTables tables;
  @Inject Jdbi jdbi;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                            | outcome | rows | late  | responded | errored | lates | hits
          R-8 an answer without rows      | STORED  | 0    | false | 1         | 0       | 0     | 0
          R-8 an answer with rows         | STORED  | 3    | false | 1         | 0       | 0     | 1
          R-6 a late answer               | STORED  | 3    | true  | 1         | 0       | 1     | 1
          A-6 an error                    | ERRORED | 0    | false | 0         | 1       | 0     | 0
          a late error is no late answer  | ERRORED | 0    | true  | 0         | 1       | 0     | 0
          """)
  void response(
      String why,
      Outcome outcome,
      long rows,
      boolean late,
      long responded,
      long errored,
      long lates,
      long hits) {
    var campaign = SeededCampaign.in(jdbi, 1);

    consumer.onResponses(
        responses(recorded(campaign.assignments().getFirst(), outcome, rows, late)));

    var coverage = coverage(campaign);
    assertThat(coverage.responded()).isEqualTo(responded);
    assertThat(coverage.errored()).isEqualTo(errored);
    assertThat(coverage.late()).isEqualTo(lates);
    assertThat(coverage.hostsWithRows()).isEqualTo(hits);
    assertThat(coverage.pending()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"CANCELLED,0,1", "ERRORED,1,0"})
  void an_end_without_an_answer(AssignmentEndEvent.Outcome outcome, long errored, long cancelled) {
    var campaign = SeededCampaign.in(jdbi, 2);

    consumer.onAssignmentEnds(ends(ended(campaign.assignments().getFirst(), outcome)));

    var coverage = coverage(campaign);
    assertThat(coverage.errored()).isEqualTo(errored);
    assertThat(coverage.cancelled()).isEqualTo(cancelled);
    assertThat(coverage.pending()).isEqualTo(1);
  }

  @Test
  void a_redelivered_batch_changes_nothing() {
    var campaign = SeededCampaign.in(jdbi, 1, 1);
    var batch = responses(recorded(campaign.assignments().getFirst(), Outcome.STORED, 3, true));
    consumer.onResponses(batch);
    var before = tables.detail(campaign.id(), NOW);

    consumer.onResponses(batch);

    assertThat(tables.detail(campaign.id(), NOW)).isEqualTo(before);
  }

  @Test
  void ends_of_unknown_campaigns_hosts_and_queries_are_ignored() {
    var campaign = SeededCampaign.in(jdbi, 1);
    var known = campaign.assignments().getFirst();
    var stranger = UUID.randomUUID();
    var before = tables.detail(campaign.id(), NOW);

    consumer.onResponses(
        responses(
            recorded(
                new Assignment(stranger, known.hostId(), known.queryId()), Outcome.STORED, 1, true),
            recorded(
                new Assignment(known.campaignId(), stranger, known.queryId()),
                Outcome.STORED,
                1,
                true),
            recorded(
                new Assignment(known.campaignId(), known.hostId(), stranger),
                Outcome.STORED,
                1,
                true)));

    assertThat(tables.detail(campaign.id(), NOW)).isEqualTo(before);
  }

  @Test
  void unknown_types_garbage_and_crossed_caps_do_not_hold_up_the_rest() {
    var campaign = SeededCampaign.in(jdbi, 1);
    var assignment = campaign.assignments().getFirst();
    var batch =
        new Batch()
            .with(UUID.randomUUID().toString(), "mimir.responses.invented.v9", bytes("{}"))
            .with(
                UUID.randomUUID(),
                ResponseEvent.CODEC,
                new CampaignCapCrossed(campaign.id(), 10, 10))
            .with(
                UUID.randomUUID(),
                ResponseEvent.CODEC,
                recorded(assignment, Outcome.STORED, 1, false))
            .records();

    consumer.onResponses(batch);

    assertThat(coverage(campaign).responded()).isEqualTo(1);
  }

  @Test
  void both_topics_at_once_end_with_the_highest_rank_of_each() throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int round = 0; round < 20; round++) {
        var campaign = SeededCampaign.in(jdbi, 3, 3, 1, 2, 1, 3, 2, 1);
        var other = SeededCampaign.in(jdbi, 1, 1);
        var all =
            Stream.concat(campaign.assignments().stream(), other.assignments().stream()).toList();
        var answers = all.stream().map(each -> recorded(each, Outcome.STORED, 2, false)).toList();
        var cancels =
            all.reversed().stream()
                .map(each -> ended(each, AssignmentEndEvent.Outcome.CANCELLED))
                .toList();

        List<Callable<Void>> both =
            List.of(
                () -> {
                  consumer.onResponses(Batch.of(ResponseEvent.CODEC, answers));
                  return null;
                },
                () -> {
                  consumer.onAssignmentEnds(Batch.of(AssignmentEndEvent.CODEC, cancels));
                  return null;
                });
        for (var done : threads.invokeAll(both)) {
          done.get();
        }

        for (var each : List.of(campaign, other)) {
          var detail = tables.detail(each.id(), NOW).orElseThrow();
          assertThat(detail.coverage().responded()).isEqualTo(each.assignments().size());
          assertThat(detail.coverage().cancelled()).isZero();
          assertThat(detail.rows().kept()).isEqualTo(2L * each.assignments().size());
          assertThat(detail.summary().hosts().responded()).isEqualTo(each.hosts().size());
          assertThat(detail.summary().hits()).isEqualTo(each.hosts().size());
        }
      }
    }
  }

  private Detail.Coverage coverage(SeededCampaign campaign) {
    return tables.detail(campaign.id(), NOW).orElseThrow().coverage();
  }

  private static ConsumerRecords<String, byte[]> responses(ResponseEvent... events) {
    return Batch.of(ResponseEvent.CODEC, List.of(events));
  }

  private static ConsumerRecords<String, byte[]> ends(AssignmentEndEvent... events) {
    return Batch.of(AssignmentEndEvent.CODEC, List.of(events));
  }

  private static ResponseEvent recorded(Assignment of, Outcome outcome, long rows, boolean late) {
    return new ResponsesRecorded(
        of.campaignId(),
        List.of(new Item(of.hostId(), of.queryId(), outcome, rows, false, late, false, NOW)));
  }

  private static AssignmentEndEvent ended(Assignment of, AssignmentEndEvent.Outcome outcome) {
    return new AssignmentsEnded(
        of.campaignId(),
        outcome,
        "stopped",
        NOW,
        List.of(new AssignmentEndEvent.Item(of.hostId(), of.queryId())));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
