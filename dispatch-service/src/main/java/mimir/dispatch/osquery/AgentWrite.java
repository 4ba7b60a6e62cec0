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

  String nodeKey;
  Instant reportedAt;
  final Map<String, Answer> answers = new LinkedHashMap<>();

  Answer answer(String id) {
    return answers.computeIfAbsent(id, _ -> new Answer());
  }

  /** One query's answer; its rows already cut into parts. */
  static final class Answer {
    final List<RowsPart> parts = new ArrayList<>();
    int status;
    String message;
    Stats stats;

    /** A status other than 0 ends the assignment as errored; it has no rows. */
    boolean failed() {
      return status != 0;
    }

    boolean denylisted() {
      return failed() && message != null && message.contains(DENYLISTED);
    }
  }

  /** Rows that fit into one Kafka record. */
  record RowsPart(List<Map<String, String>> rows, int nulReplaced) {}
}
