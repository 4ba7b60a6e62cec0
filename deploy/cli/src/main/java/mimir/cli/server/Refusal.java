package mimir.cli.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import mimir.cli.output.Failed;

/** An answer that is a no, as one sentence. */
final class Refusal {
  /** The gateway, or what is before it, found nobody to answer: worth another attempt. */
  private static final Set<Integer> NOBODY_THERE = Set.of(502, 503, 504);

  private static final ObjectMapper JSON = new ObjectMapper();

  static boolean isNobodyThere(int status) {
    return NOBODY_THERE.contains(status);
  }

  static Failed of(int status, String body) {
    String sentence = sentence(status, problem(body));
    return isNobodyThere(status) ? Failed.unreachable(sentence, null) : Failed.refused(sentence);
  }

  private static JsonNode problem(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException _) {
      return JSON.missingNode();
    }
  }

  private static String sentence(int status, JsonNode problem) {
    if (!problem.path("detail").isTextual()) {
      return status >= 300 && status < 400
          ? "The server sends elsewhere (status %d); is this Mimir's address?".formatted(status)
          : "The server answered with status %d and gave no reason.".formatted(status);
    }
    var sentence = new StringBuilder(problem.path("detail").asText());
    String errorId = problem.path("error_id").asText();
    if (!errorId.isEmpty() && sentence.indexOf(errorId) < 0) {
      sentence.append(" Quote error id ").append(errorId).append('.');
    }
    if (problem.path("line").isInt()) {
      sentence.append(" Line ").append(problem.path("line").asInt());
      sentence.append(", column ").append(problem.path("column").asInt()).append('.');
    }
    sentence.append(" (").append(problem.path("code").asText("status " + status));
    String field = problem.path("field").asText();
    if (!field.isEmpty()) {
      sentence.append(", field ").append(field);
    }
    return sentence.append(')').toString();
  }

  private Refusal() {}
}
