package mimir.local.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Whether a connector and its tasks work. The connector alone says little: it stays RUNNING while
 * its only task has failed.
 *
 * @param failure the first line of what the failed one reports
 */
public record ConnectorStatus(boolean running, Optional<String> failure) {
  static ConnectorStatus of(JsonNode answer) {
    var running = isRunning(answer.path("connector")) && !answer.path("tasks").isEmpty();
    var failure = failureOf(answer.path("connector"));
    for (var task : answer.path("tasks")) {
      running = running && isRunning(task);
      failure = failure.or(() -> failureOf(task));
    }
    return new ConnectorStatus(running, failure);
  }

  private static boolean isRunning(JsonNode part) {
    return part.path("state").asText().equals("RUNNING");
  }

  private static Optional<String> failureOf(JsonNode part) {
    if (!part.path("state").asText().equals("FAILED")) {
      return Optional.empty();
    }
    return part.path("trace").asText("no reason given").lines().findFirst();
  }
}
