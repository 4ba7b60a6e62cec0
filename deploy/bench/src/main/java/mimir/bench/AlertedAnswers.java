package mimir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.bench.AnswerTopic.Asked;
import mimir.contracts.Topics;
import mimir.journey.LocalSystem;
import mimir.journey.Person;
import mimir.local.broker.TopicsFile;
import mimir.local.process.Folders;

/**
 * How soon an answer that Kafka has confirmed is an alert on the topic that SOC pipelines read,
 * through the whole of a running system. Each host has one row that matches among ten.
 */
final class AlertedAnswers {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));
  private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";
  private static final int WARM_UP_SECONDS = 30;
  private static final int ROWS_EACH = 10;
  private static final int SENDERS = 4;
  private static final double MILLIS_MAX = 500;
  private static final Duration SEEN_MAX = Duration.ofMinutes(2);
  private static final Duration HTTP_MAX = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final int rate;
  private final int seconds;
  private final Goals goals;

  AlertedAnswers(int rate, int seconds, Goals goals) {
    this.rate = rate;
    this.seconds = seconds;
    this.goals = goals;
  }

  void run() throws IOException, SQLException, InterruptedException {
    Path data = Files.createTempDirectory("mimir-bench");
    var system = new LocalSystem(data, Map.of());
    try {
      system.up();
      try (var hosts = new LaunchDatabase(system.database(), system.superuserPassword())) {
        hosts.addHosts(rate * (WARM_UP_SECONDS + seconds));
      }
      UUID campaignId = launch(system);
      var topics = TopicsFile.in(ROOT);
      try (var database =
              new AnswerDatabase(
                  DriverManager.getConnection(
                      system.database(), "postgres", system.superuserPassword()));
          var topic = new AnswerTopic(system.kafka(), topics.prefix());
          var alerts = new AlertTap(system.kafka(), topics.prefix() + Topics.ALERTS)) {
        Asked asked = database.asked(campaignId);
        Await.until(SEEN_MAX, () -> database.knows(List.of(asked)));
        measure(asked, database.assigned(campaignId), topic, alerts);
      }
    } finally {
      system.down();
      Folders.delete(data);
    }
  }

  private static UUID launch(LocalSystem system) {
    var admin = new Person(system.gateway(), HTTP_MAX).signIn("admin", system.adminPassword());
    admin.put("/api/v1/feature-flags/offline_campaigns_enabled", Map.of("enabled", true));
    var hunt = admin.post("/api/v1/hunts/quick", Map.of("value", MD5));
    if (hunt.status() != 201) {
      throw new IllegalStateException("the hunt was refused: " + hunt.body());
    }
    return UUID.fromString(hunt.body().get("campaign_id").asText());
  }

  private void measure(Asked asked, List<UUID> hosts, AnswerTopic topic, AlertTap alerts)
      throws InterruptedException {
    send(asked, hosts.subList(0, rate * WARM_UP_SECONDS), topic, alerts);
    alerts.reset();
    List<UUID> measured = hosts.subList(rate * WARM_UP_SECONDS, hosts.size());
    send(asked, measured, topic, alerts);
    told(alerts, measured.size());
  }

  /** Returns when each is an alert. */
  private void send(Asked asked, List<UUID> hosts, AnswerTopic topic, AlertTap alerts)
      throws InterruptedException {
    var loop = new OpenLoop(rate, 0, hosts.size());
    double[] _ =
        loop.run(
            SENDERS,
            number -> {
              UUID host = hosts.get(number);
              topic.answer(
                  asked,
                  host,
                  rows(number),
                  () -> {
                    alerts.await(host);
                    loop.done(number);
                  });
            });
    topic.flush();
    if (!Await.within(SEEN_MAX, LOOK_EVERY, () -> alerts.missing() == 0)) {
      throw new IllegalStateException(alerts.missing() + " answers raised no alert");
    }
  }

  private static List<Map<String, String>> rows(int number) {
    var rows = new ArrayList<Map<String, String>>();
    for (int row = 0; row < ROWS_EACH; row++) {
      boolean matches = row == number % ROWS_EACH;
      rows.add(
          Map.of(
              "path",
              "/usr/lib/systemd/systemd-" + number + "-" + row,
              "md5",
              matches ? MD5 : "%032x".formatted(number * 31L + row)));
    }
    return rows;
  }

  private void told(AlertTap alerts, int sent) {
    double[] sorted = alerts.sorted();
    goals.add(
        "alerts on the topic, of answers with a match",
        "%,d".formatted(sorted.length),
        "%,d, none twice".formatted(sent),
        sorted.length == sent && alerts.doubled() == 0);
    double p99 = OpenLoop.at(sorted, 0.99);
    for (double part : List.of(0.5, 0.9)) {
      goals.note(
          "answer to alert, p%.0f".formatted(100 * part),
          "%,.0f ms".formatted(OpenLoop.at(sorted, part)));
    }
    goals.add(
        "answer to alert, p99 at %,d answers/s".formatted(rate),
        "%,.0f ms".formatted(p99),
        "<= %,.0f ms".formatted(MILLIS_MAX),
        p99 <= MILLIS_MAX);
  }
}
