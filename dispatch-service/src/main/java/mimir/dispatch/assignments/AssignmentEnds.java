package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.AssignmentEndEvent;
import mimir.contracts.dispatch.AssignmentEndEvent.AssignmentsEnded;
import mimir.contracts.dispatch.AssignmentEndEvent.Item;
import mimir.contracts.dispatch.AssignmentEndEvent.Outcome;
import mimir.contracts.runtime.Outbox;

/** Tells the others what ended without an answer, in batches, in the transaction that ended it. */
@ApplicationScoped
class AssignmentEnds {
  private final Outbox outbox;

  AssignmentEnds(Outbox outbox) {
    this.outbox = outbox;
  }

  void publish(List<Ended> ended, Outcome outcome, String reason, Instant at) {
    ended.stream()
        .collect(Collectors.groupingBy(Ended::campaignId))
        .forEach((campaignId, items) -> publish(campaignId, items, outcome, reason, at));
  }

  private void publish(
      UUID campaignId, List<Ended> ended, Outcome outcome, String reason, Instant at) {
    for (int from = 0; from < ended.size(); from += AssignmentEndEvent.ITEMS_MAX) {
      int to = Math.min(ended.size(), from + AssignmentEndEvent.ITEMS_MAX);
      List<Item> items =
          ended.subList(from, to).stream()
              .map(each -> new Item(each.hostId(), each.queryId()))
              .toList();
      outbox.publish(
          Topics.ASSIGNMENT_ENDS,
          campaignId.toString(),
          AssignmentEndEvent.CODEC,
          new AssignmentsEnded(campaignId, outcome, reason, at, items));
    }
  }
}
