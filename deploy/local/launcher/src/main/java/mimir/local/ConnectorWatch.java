package mimir.local;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import mimir.local.broker.ConnectApi;
import mimir.local.broker.OutboxConnector;
import mimir.local.postgres.Databases;

/**
 * Starts the outbox connector's task again when it has failed: by itself it stays so, while its
 * process lives and its connector reports RUNNING. Tells when the replication slot is lost, which
 * no restart heals.
 */
final class ConnectorWatch {
  private static final int PERIOD_SECONDS = 3;

  private final Progress progress;
  private final ConnectApi api;
  private final Databases databases;
  private Optional<String> said = Optional.empty();

  ConnectorWatch(Progress progress, ConnectApi api, Databases databases) {
    this.progress = progress;
    this.api = api;
    this.databases = databases;
  }

  void begin() {
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("connector-watch").daemon().factory());
    var _ =
        timer.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    try {
      var trouble = trouble();
      if (trouble.isPresent() && !trouble.equals(said)) {
        progress.say(trouble.get());
      }
      if (trouble.isEmpty() && said.isPresent()) {
        progress.say("events flow again");
      }
      said = trouble;
    } catch (IOException | SQLException e) {
      // A part that does not answer for a moment; if it has died, its own death is reported.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> trouble() throws IOException, InterruptedException, SQLException {
    if (databases.slot(OutboxConnector.SLOT).lost()) {
      return Optional.of(
          "the replication slot "
              + OutboxConnector.SLOT
              + " is lost: drop it and start again, then all events are sent once more");
    }
    var status = api.status(OutboxConnector.NAME);
    if (status.failure().isPresent()) {
      api.restartFailed(OutboxConnector.NAME);
      return Optional.of("the outbox connector failed, again: " + status.failure().get());
    }
    return Optional.empty();
  }
}
