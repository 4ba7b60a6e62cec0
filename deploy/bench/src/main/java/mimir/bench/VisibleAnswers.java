package mimir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.bench.AnswerTopic.Asked;
import mimir.journey.CampaignPage;
import mimir.journey.LocalSystem;
import mimir.journey.Person;
import mimir.local.broker.TopicsFile;
import mimir.local.process.Folders;

/**
 * How soon an answer that Kafka has confirmed is seen: among the rows of ingest-service, and in the
 * coverage of campaign-service, which hears of it through the whole of a running system.
 */
final class VisibleAnswers {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));
  private static final int WARM_UP_SECONDS = 30;
  private static final int ROWS_EACH = 10;
  private static final int SENDERS = 8;
  private static final double MILLIS_MAX = 1_000;
  private static final Duration SEEN_MAX = Duration.ofMinutes(2);
  private static final Duration HTTP_MAX = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final int rate;
  private final int seconds;
  private final Goals goals;

  VisibleAnswers(int rate, int seconds, Goals goals) {
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
      try (var rows = database(system);
          var coverage = database(system);
          var topic = new AnswerTopic(system.kafka(), TopicsFile.in(ROOT).prefix())) {
        Asked asked = rows.asked(campaignId);
        Await.until(SEEN_MAX, () -> rows.knows(List.of(asked)));
        measure(asked, rows, coverage, topic);
      }
    } finally {
      system.down();
      Folders.delete(data);
    }
  }

  private static AnswerDatabase database(LocalSystem system) throws SQLException {
    return new AnswerDatabase(
        DriverManager.getConnection(system.database(), "postgres", system.superuserPassword()));
  }

  private static UUID launch(LocalSystem system) {
    var admin = new Person(system.gateway(), HTTP_MAX).signIn("admin", system.adminPassword());
    admin.put("/api/v1/feature-flags/offline_campaigns_enabled", Map.of("enabled", true));
    var campaign = CampaignPage.launch(admin, "SELECT * FROM processes", Map.of("type", "all"));
    return UUID.fromString(campaign.id());
  }

  private void measure(Asked asked, AnswerDatabase rows, AnswerDatabase coverage, AnswerTopic topic)
      throws SQLException, InterruptedException {
    List<UUID> hosts = rows.assigned(asked.campaignId());
    try (var stored = Arrivals.watch(some -> rows.stored(asked.campaignId(), some));
        var covered = Arrivals.watch(some -> coverage.covered(asked.campaignId(), some))) {
      send(asked, hosts.subList(0, rate * WARM_UP_SECONDS), topic, stored, covered);
      stored.reset();
      covered.reset();
      List<UUID> measured = hosts.subList(rate * WARM_UP_SECONDS, hosts.size());
      send(asked, measured, topic, stored, covered);
      told("seen among the rows", stored, measured.size());
      told("seen in the coverage", covered, measured.size());
    }
  }

  /** Returns when all can be seen. */
  private void send(
      Asked asked, List<UUID> hosts, AnswerTopic topic, Arrivals stored, Arrivals covered)
      throws SQLException, InterruptedException {
    var loop = new OpenLoop(rate, 0, hosts.size());
    double[] _ =
        loop.run(
            SENDERS,
            number -> {
              UUID host = hosts.get(number);
              topic.answer(
                  asked,
                  host,
                  ROWS_EACH,
                  () -> {
                    stored.await(host);
                    covered.await(host);
                    loop.done(number);
                  });
            });
    topic.flush();
    if (!Await.within(
        SEEN_MAX, LOOK_EVERY, () -> stored.missing() == 0 && covered.missing() == 0)) {
      throw new IllegalStateException(
          "%d answers are not stored, %d not covered"
              .formatted(stored.missing(), covered.missing()));
    }
  }

  private void told(String what, Arrivals arrivals, int sent) {
    double[] sorted = arrivals.sorted();
    goals.add(
        what + ", of answers sent",
        "%,d".formatted(sorted.length),
        "%,d".formatted(sent),
        sorted.length == sent);
    double p99 = OpenLoop.at(sorted, 0.99);
    for (double part : List.of(0.5, 0.9)) {
      goals.note(
          "%s, p%.0f".formatted(what, 100 * part), "%,.0f ms".formatted(OpenLoop.at(sorted, part)));
    }
    goals.add(
        "%s, p99 at %,d answers/s".formatted(what, rate),
        "%,.0f ms".formatted(p99),
        "<= %,.0f ms".formatted(MILLIS_MAX),
        p99 <= MILLIS_MAX);
    System.out.printf("%s, slowest of each second in ms: %s%n", what, arrivals.slowestBySecond());
  }
}
