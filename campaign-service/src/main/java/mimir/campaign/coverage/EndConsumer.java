package mimir.campaign.coverage;

import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import mimir.campaign.coverage.EndedAssignment.Rank;
import mimir.contracts.dispatch.AssignmentEndEvent;
import mimir.contracts.dispatch.AssignmentEndEvent.AssignmentsEnded;
import mimir.contracts.ingest.ResponseEvent;
import mimir.contracts.ingest.ResponseEvent.CampaignCapCrossed;
import mimir.contracts.ingest.ResponseEvent.CampaignSnapshotCorrupt;
import mimir.contracts.ingest.ResponseEvent.ResponsesDiscarded;
import mimir.contracts.ingest.ResponseEvent.ResponsesRecorded;
import mimir.contracts.runtime.Inbox;
import mimir.contracts.runtime.Received;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Folds what ended into the coverage. */
@ApplicationScoped
class EndConsumer {
  private final Inbox inbox;
  private final FoldEnds ends;
  private final InstantSource clock;

  EndConsumer(Inbox inbox, FoldEnds ends, InstantSource clock) {
    this.inbox = inbox;
    this.ends = ends;
    this.clock = clock;
  }

  @Incoming("responses")
  @Blocking
  void onResponses(ConsumerRecords<String, byte[]> batch) {
    inbox.take("responses", batch, ResponseEvent.CODEC, fresh -> fold(fresh, EndConsumer::ends));
  }

  @Incoming("assignment-ends")
  @Blocking
  void onAssignmentEnds(ConsumerRecords<String, byte[]> batch) {
    inbox.take(
        "assignment-ends",
        batch,
        AssignmentEndEvent.CODEC,
        fresh -> fold(fresh, EndConsumer::ends));
  }

  private <T> void fold(List<Received<T>> fresh, Function<T, Stream<EndedAssignment>> endsOf) {
    List<EndedAssignment> merged =
        EndedAssignment.merge(fresh.stream().map(Received::message).flatMap(endsOf).toList());
    if (!merged.isEmpty()) {
      ends.fold(merged, clock.instant());
    }
  }

  private static Stream<EndedAssignment> ends(ResponseEvent event) {
    return switch (event) {
      case ResponsesRecorded recorded -> recorded.items().stream().map(item -> end(recorded, item));
      case ResponsesDiscarded discarded ->
          discarded.items().stream()
              .map(
                  item ->
                      new EndedAssignment(
                          discarded.campaignId(),
                          item.hostId(),
                          item.queryId(),
                          Rank.DISCARDED,
                          false,
                          false,
                          0,
                          discarded.at()));
      case CampaignCapCrossed _, CampaignSnapshotCorrupt _ -> Stream.empty();
    };
  }

  private static EndedAssignment end(ResponsesRecorded recorded, ResponseEvent.Item item) {
    Rank rank =
        switch (item.outcome()) {
          case STORED -> Rank.RESPONDED;
          case ERRORED -> Rank.ERRORED;
        };
    return new EndedAssignment(
        recorded.campaignId(),
        item.hostId(),
        item.queryId(),
        rank,
        item.late() && rank == Rank.RESPONDED,
        item.matched(),
        item.rows(),
        item.at());
  }

  private static Stream<EndedAssignment> ends(AssignmentEndEvent event) {
    return switch (event) {
      case AssignmentsEnded ended ->
          ended.items().stream()
              .map(
                  item ->
                      new EndedAssignment(
                          ended.campaignId(),
                          item.hostId(),
                          item.queryId(),
                          switch (ended.outcome()) {
                            case CANCELLED -> Rank.CANCELLED;
                            case ERRORED -> Rank.ERRORED;
                          },
                          false,
                          false,
                          0,
                          ended.at()));
    };
  }
}
