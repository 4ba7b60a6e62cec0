package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
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

  /** Most queries that one write answers; we hand out one a read. */
  static final int ANSWERS_MAX = 1_000;

  Answer answer(String id) throws IOException {
    Answer known = answers.get(id);
    if (known != null) {
      return known;
    }
    if (answers.size() == ANSWERS_MAX) {
      throw new IOException("more than " + ANSWERS_MAX + " queries in one write");
    }
    var answer = new Answer();
    answers.put(id, answer);
    return answer;
  }

  /** One query's answer; its rows already cut into parts. */
  static final class Answer {
    final List<RowsPart> parts = new ArrayList<>();
    int status;
    String message;
    Stats stats;

    /** A row that no message can carry: the answer ends as errored, or it would come for ever. */
    boolean rowTooLarge;

    /** A status other than 0 ends the assignment as errored; it has no rows. */
    boolean failed() {
      return status != 0 || rowTooLarge;
    }

    boolean denylisted() {
      return failed() && message != null && message.contains(DENYLISTED);
    }
  }

  /**
   * Rows that fit into one Kafka record, kept as the JSON they came as: maps of them would take
   * many times the memory.
   */
  record RowsPart(byte[] json, int nulReplaced) {
    private static final TypeReference<List<LinkedHashMap<String, String>>> ROWS =
        new TypeReference<>() {};
    private static final RowsPart NONE = new RowsPart(new byte[] {'[', ']'}, 0);

    static RowsPart none() {
      return NONE;
    }

    List<Map<String, String>> rows() {
      try {
        return List.copyOf(AgentJson.MAPPER.readValue(json, ROWS));
      } catch (IOException e) {
        throw new IllegalStateException("what was just written is JSON", e);
      }
    }
  }
}
