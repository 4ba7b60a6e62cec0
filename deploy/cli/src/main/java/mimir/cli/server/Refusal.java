package mimir.cli.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
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
    String sentence = problem.path("detail").asText();
    var marks = new ArrayList<String>();
    marks.add(problem.path("code").asText("status " + status));
    for (String mark : List.of("field", "line", "column", "error_id")) {
      String value = problem.path(mark).asText();
      // A fault's detail tells its id already.
      if (!value.isEmpty() && !(mark.equals("error_id") && sentence.contains(value))) {
        marks.add(mark.replace('_', ' ') + " " + value);
      }
    }
    return sentence + " (" + String.join(", ", marks) + ")";
  }

  private Refusal() {}
}
