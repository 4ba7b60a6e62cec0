package mimir.ingest.responses;

import mimir.contracts.ingest.ResponseEvent.Item;
import mimir.contracts.ingest.ResponseEvent.Outcome;

/** What the responses topic is to be told of an answer. */
final class ResultItem {

  static Item of(Answer answer, Outcome outcome, long rows, boolean late) {
    return new Item(
        answer.assignment().hostId(),
        answer.assignment().queryId(),
        outcome,
        rows,
        false,
        late,
        false,
        answer.receivedAt());
  }

  static Item truncated(Answer answer, long rows) {
    return new Item(
        answer.assignment().hostId(),
        answer.assignment().queryId(),
        Outcome.STORED,
        rows,
        true,
        false,
        false,
        answer.receivedAt());
  }

  private ResultItem() {}
}
