package mimir.dispatch.osquery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mimir.contracts.ingest.ResultPart.Stats;

/** A distributed write as it was read: the answers by the ids that the agent was given. */
final class AgentWrite {
  /** osquery's word for a query that its own denylist stopped. */
  static final String DENYLISTED = "distributed query is denylisted";

  /** Most queries that one write answers; we hand out one a read. */
  static final int ANSWERS_MAX = 1_000;

  String nodeKey;
  Instant reportedAt;
  final Map<String, Answer> answers = new LinkedHashMap<>();

  Answer answer(String id) throws Refusal.BodyRefused {
    Answer known = answers.get(id);
    if (known != null) {
      return known;
    }
    if (answers.size() == ANSWERS_MAX) {
      throw Refusal.LIMIT.because("more than " + ANSWERS_MAX + " queries in one write");
    }
    var answer = new Answer();
    answers.put(id, answer);
    return answer;
  }

  /** One query's answer; its rows are where they were, in the body. */
  static final class Answer {
    final List<Part> parts = new ArrayList<>();
    int status;
    String message;
    Stats stats;

    /** A row that no message can carry: the answer ends as errored, or it would come for ever. */
    boolean rowTooLarge;

    /** Rows lie behind the bytes that are kept of a body. */
    boolean rowsBehind;

    /** A status other than 0 ends the assignment as errored; it has no rows. */
    boolean failed() {
      return status != 0 || rowTooLarge;
    }

    /** Whether the host sent more rows than its parts have. */
    boolean truncated() {
      return rowsBehind && !failed();
    }

    boolean denylisted() {
      return failed() && message != null && message.contains(DENYLISTED);
    }
  }

  /**
   * Rows that fit into one Kafka record: where in the body they begin and how long they are, with
   * the commas between them.
   *
   * @param flat whether each row names each column once, and all its cells are texts
   */
  record Part(long from, int length, int rows, boolean flat) {}
}
