package mimir.cli.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import mimir.cli.output.ExitCode;
import mimir.cli.output.Failed;
import mimir.cli.output.Output;
import mimir.cli.server.Answer;
import mimir.cli.server.Api;
import mimir.cli.server.Call;
import mimir.cli.server.ServerEvents;
import mimir.cli.server.ServerEvents.Event;

/**
 * Reads a campaign's stream until it has ended. A stream ends every few minutes, with the token
 * that opened it; the id of the last event then says where to go on.
 */
final class FollowCampaign {
  /** So many attempts in a row that bring nothing, about two minutes, and the server is gone. */
  private static final int FAILURES_MAX = 8;

  private static final Duration PAUSE_MAX = Duration.ofSeconds(30);
  private static final String TO_LINE_START = "\r";
  private static final String CLEAR_LINE = "\u001b[K";

  private final Api api;
  private final Output output;
  private Progress progress = Progress.UNKNOWN;
  private String lastId = "";
  private String lastLine = "";
  private Duration retry = Duration.ofSeconds(2);
  private int failures;

  FollowCampaign(Api api, Output output) {
    this.api = api;
    this.output = output;
  }

  void until(UUID id) {
    while (!progress.ended()) {
      try {
        read(id);
      } catch (Failed failed) {
        if (failed.exitCode() != ExitCode.UNREACHABLE || ++failures >= FAILURES_MAX) {
          endLine();
          throw failed;
        }
      }
      if (!progress.ended()) {
        api.pause(pause());
      }
    }
    endLine();
  }

  /** One connection. */
  private void read(UUID id) {
    var call =
        Call.get(CampaignCommand.PATH + "/" + id + "/stream")
            .header("Accept", "text/event-stream")
            .repeatable(false);
    if (!lastId.isEmpty()) {
      call = call.header("Last-Event-ID", lastId);
    }
    try (Answer answer = api.open(call)) {
      var events = new ServerEvents(answer.body());
      try {
        for (Optional<Event> next = events.next();
            next.isPresent() && take(next.get());
            next = events.next()) {
          failures = 0;
        }
      } catch (IOException e) {
        throw Failed.unreachable("The stream broke too often.", e);
      } finally {
        retry = events.retry();
      }
    }
  }

  /** Whether to go on. */
  private boolean take(Event event) {
    lastId = event.id();
    JsonNode data = Api.parse(event.data());
    progress = progress.after(event.name(), data);
    if (output.isJson()) {
      var line = Api.JSON.createObjectNode().put("event", event.name()).put("id", event.id());
      output.json(line.set("data", data).toString());
    } else if (progress.isWhole()) {
      show(progress.line());
    }
    return !progress.ended();
  }

  private void show(String line) {
    if (line.equals(lastLine)) {
      return;
    }
    lastLine = line;
    output.print(output.isTerminal() ? TO_LINE_START + line + CLEAR_LINE : line + "\n");
  }

  /** What comes after the line that was rewritten begins a new one. */
  private void endLine() {
    if (!lastLine.isEmpty() && output.isTerminal()) {
      output.print("\n");
    }
  }

  private Duration pause() {
    Duration longer = retry.multipliedBy(1L << failures);
    return longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
  }
}
