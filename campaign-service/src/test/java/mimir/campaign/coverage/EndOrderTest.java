package mimir.campaign.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import mimir.campaign.Batch;
import mimir.campaign.SeededCampaign;
import mimir.campaign.SeededCampaign.Assignment;
import mimir.contracts.dispatch.AssignmentEndEvent;
import mimir.contracts.dispatch.AssignmentEndEvent.AssignmentsEnded;
import mimir.contracts.ingest.ResponseEvent;
import mimir.contracts.ingest.ResponseEvent.ResponsesDiscarded;
import mimir.contracts.ingest.ResponseEvent.ResponsesRecorded;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The messages of two topics in any order, any of them more than once, cut into any batches: the
 * counts end the same, and balance after every batch (INV-1).
 */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class EndOrderTest {
  private static final Instant NOW = Instant.parse("2026-11-20T11:00:00Z");
  private static final int ORDERS = 4;

  @Inject EndConsumer consumer;
  @Inject CoverageTables tables;
  @Inject Jdbi jdbi;

  /** A message under its id, which a redelivery keeps. */
  private sealed interface Sent {
    record Response(UUID id, ResponseEvent message) implements Sent {}

    record End(UUID id, AssignmentEndEvent message) implements Sent {}
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void every_order_ends_the_same(long seed) {
    for (int order = 0; order < ORDERS; order++) {
      // The same story each time, told of another campaign of the same shape.
      var campaign = SeededCampaign.in(jdbi, 3, 1, 2, 2, 1, 3, 1);
      var story = new Story(campaign, new Random(seed));
      var shuffling = new Random(seed * ORDERS + order);
      var sent = new ArrayList<>(story.messages);
      story.messages.stream().filter(_ -> shuffling.nextInt(3) == 0).forEach(sent::add);
      Collections.shuffle(sent, shuffling);

      while (!sent.isEmpty()) {
        var batch = sent.subList(0, Math.min(sent.size(), 1 + shuffling.nextInt(5)));
        deliver(batch);
        batch.clear();
        balances(campaign);
      }

      assertThat(counts(campaign)).as("seed %d, order %d", seed, order).isEqualTo(story.counts());
    }
  }

  private void deliver(List<Sent> batch) {
    var responses = new Batch();
    var ends = new Batch();
    for (Sent sent : batch) {
      switch (sent) {
        case Sent.Response response ->
            responses.with(response.id(), ResponseEvent.CODEC, response.message());
        case Sent.End end -> ends.with(end.id(), AssignmentEndEvent.CODEC, end.message());
      }
    }
    consumer.onResponses(responses.records());
    consumer.onAssignmentEnds(ends.records());
  }

  private void balances(SeededCampaign campaign) {
    var detail = tables.detail(campaign.id(), NOW).orElseThrow();
    var coverage = detail.coverage();
    var hosts = detail.summary().hosts();
    assertThat(
            coverage.responded() + coverage.pending() + coverage.errored() + coverage.cancelled())
        .isEqualTo(campaign.assignments().size());
    assertThat(hosts.responded() + hosts.pending() + hosts.errored() + hosts.cancelled())
        .isEqualTo(campaign.hosts().size());
    assertThat(List.of(coverage.pending(), hosts.pending())).allMatch(count -> count >= 0);
  }

  private List<Long> counts(SeededCampaign campaign) {
    var detail = tables.detail(campaign.id(), NOW).orElseThrow();
    var coverage = detail.coverage();
    return List.of(
        coverage.responded(),
        coverage.errored(),
        coverage.cancelled(),
        coverage.late(),
        detail.rows().kept(),
        detail.summary().hits());
  }

  /** What happened, and what is to be counted of it, in the plainest way. */
  private static final class Story {
    final List<Sent> messages = new ArrayList<>();
    private final List<UUID> hits = new ArrayList<>();
    private long responded;
    private long errored;
    private long cancelled;
    private long late;
    private long rows;

    Story(SeededCampaign campaign, Random random) {
      campaign.assignments().forEach(assignment -> happen(assignment, random));
    }

    /** Ingest takes one answer at the most, and a discard takes back only what was taken. */
    private void happen(Assignment assignment, Random random) {
      boolean answered = random.nextInt(3) > 0;
      boolean failed = answered && random.nextInt(4) == 0;
      boolean discarded = answered && random.nextInt(4) == 0;
      boolean isCancelled = random.nextInt(3) == 0;
      boolean isErrored = random.nextInt(5) == 0;
      boolean isLate = random.nextBoolean();
      long kept = failed ? 0 : random.nextInt(3);
      if (answered) {
        recorded(assignment, failed, kept, isLate);
      }
      if (isCancelled) {
        ended(assignment, AssignmentEndEvent.Outcome.CANCELLED);
      }
      if (isErrored) {
        ended(assignment, AssignmentEndEvent.Outcome.ERRORED);
      }
      if (discarded) {
        discarded(assignment);
        cancelled++;
      } else if (answered && !failed) {
        responded++;
        late += isLate ? 1 : 0;
        rows += kept;
        if (kept > 0) {
          hits.add(assignment.hostId());
        }
      } else if (failed || isErrored) {
        errored++;
      } else if (isCancelled) {
        cancelled++;
      }
    }

    List<Long> counts() {
      return List.of(responded, errored, cancelled, late, rows, hits.stream().distinct().count());
    }

    private void recorded(Assignment assignment, boolean failed, long kept, boolean isLate) {
      var item =
          new ResponseEvent.Item(
              assignment.hostId(),
              assignment.queryId(),
              failed ? ResponseEvent.Outcome.ERRORED : ResponseEvent.Outcome.STORED,
              kept,
              false,
              isLate,
              false,
              NOW);
      messages.add(
          new Sent.Response(
              UUID.randomUUID(), new ResponsesRecorded(assignment.campaignId(), List.of(item))));
    }

    private void discarded(Assignment assignment) {
      messages.add(
          new Sent.Response(
              UUID.randomUUID(),
              new ResponsesDiscarded(
                  assignment.campaignId(),
                  NOW,
                  List.of(
                      new ResponseEvent.Discarded(assignment.hostId(), assignment.queryId())))));
    }

    private void ended(Assignment assignment, AssignmentEndEvent.Outcome outcome) {
      messages.add(
          new Sent.End(
              UUID.randomUUID(),
              new AssignmentsEnded(
                  assignment.campaignId(),
                  outcome,
                  "told",
                  NOW,
                  List.of(
                      new AssignmentEndEvent.Item(assignment.hostId(), assignment.queryId())))));
    }
  }
}
