package mimir.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import mimir.fleet.Fleet;
import mimir.fleet.FleetCounts;
import mimir.journey.CampaignPage;
import mimir.journey.ClaimWitness;
import mimir.journey.Invariants;
import mimir.journey.LocalSystem;
import org.HdrHistogram.Histogram;

/** Lets the hosts come back and looks, until all have answered and all of it is counted. */
final class StormWatch implements AutoCloseable {
  static final String KILLED = "dispatch-service-2";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /** They are counted over whole tables, on the processors that the storm needs. */
  private static final Duration INVARIANTS_EVERY = Duration.ofSeconds(20);

  private static final Duration SLACK = Duration.ofMinutes(10);

  private final StormOptions options;
  private final LocalSystem system;
  private final Fleet fleet;
  private final CampaignPage campaign;
  private final UUID campaignId;
  private final StormDatabase database;
  private final Invariants invariants;
  private final Set<String> breaches = new LinkedHashSet<>();
  private final ProcessHandle dying;
  private boolean killed;
  private boolean allHeard;
  private long invariantsLooked;
  private Histogram firstWave;
  private Histogram looked;
  private long responded;

  /**
   * @param last of the storms: in whose middle a replica is killed, where that is wanted
   */
  StormWatch(
      StormOptions options,
      boolean last,
      LocalSystem system,
      Fleet fleet,
      CampaignPage campaign,
      StormDatabase database)
      throws SQLException {
    this.options = options;
    this.system = system;
    this.fleet = fleet;
    this.campaign = campaign;
    this.campaignId = UUID.fromString(campaign.id());
    this.database = database;
    this.invariants = Invariants.of(system);
    this.dying = last && options.kill() ? system.process(KILLED) : null;
  }

  /** Each once, however often it was seen. */
  Set<String> breaches() {
    return breaches;
  }

  StormFigures storm(ClaimWitness witness) throws IOException, SQLException {
    fleet.pollTimes().reset();
    looked = fleet.pollTimes().polls();
    var processors = CpuTime.of(system);
    long overflows = AcceptQueue.overflows();
    FleetCounts before = fleet.counts();
    long from = System.nanoTime();
    invariantsLooked = from;
    if (options.splay().isZero()) {
      fleet.comeBack();
    } else {
      fleet.comeBackWithin(options.splay());
    }
    StormBench.say("all are back; telling them took %.1f s".formatted(StormBench.seconds(from)));
    Duration most = StormFigures.PACED.multipliedBy(options.hosts()).plus(SLACK);
    boolean all = Await.within(most, LOOK_EVERY, () -> timedLook(before, from, processors));
    double taken = StormBench.seconds(from);
    StormBench.say(
        "%s answered after %.1f s; %s; %s"
            .formatted(all ? "all" : "NOT all", taken, pollTimes(), fleet.counts()));
    StormBench.say("processor time: " + processors.used());
    if (dying != null && !killed) {
      breaches.add("%s was to be killed in the middle, and was not".formatted(KILLED));
    }
    // The last answers' second copies, and what is still to be counted.
    Await.within(SLACK, LOOK_EVERY, () -> invariants.settled().isEmpty());
    breaches.addAll(invariants.settled());
    FleetCounts after = fleet.counts();
    return new StormFigures(
        taken,
        responded,
        database.answers(campaignId),
        witness.times(),
        fleet.pollTimes(),
        firstWave == null ? fleet.pollTimes().polls() : firstWave,
        AcceptQueue.overflows() - overflows,
        after.polls() - before.polls(),
        after.duplicatesSent() - before.duplicatesSent(),
        ServiceMetrics.sum(
            system, "dispatch-service", "mimir_dispatch_answers_total{outcome=\"duplicate\""),
        breaches.size());
  }

  /** A look costs the database something too, so what it took is told beside the polls. */
  private boolean timedLook(FleetCounts before, long from, CpuTime processors) throws SQLException {
    Histogram now = fleet.pollTimes().polls();
    Histogram since = now.copy();
    since.subtract(looked);
    looked = now;
    double at = StormBench.seconds(from);
    long start = System.nanoTime();
    boolean all = look(before, from, processors);
    StormBench.say(
        "%5.1f s: %,d answered; since the last look %s; this look took %.1f s"
            .formatted(at, responded, summary(since), StormBench.seconds(start)));
    return all;
  }

  /** True when all have answered. */
  private boolean look(FleetCounts before, long from, CpuTime processors) throws SQLException {
    var ledger = database.ledger(campaignId);
    if (ledger.assignments() != options.hosts()) {
      breaches.add("INV-1: %s of %d assignments".formatted(ledger, options.hosts()));
    }
    if (dying != null && !killed && ledger.responded() * 3 > options.hosts()) {
      killed = dying.destroyForcibly();
      invariantsLooked -= INVARIANTS_EVERY.toNanos();
      StormBench.say(
          "%s is killed with %d answered: %s".formatted(KILLED, ledger.responded(), killed));
    }
    if (System.nanoTime() - invariantsLooked >= INVARIANTS_EVERY.toNanos()) {
      breaches.addAll(invariants.now());
      invariantsLooked = System.nanoTime();
    }
    if (!allHeard && fleet.counts().polls() - before.polls() >= options.hosts()) {
      allHeard = true;
      firstWave = fleet.pollTimes().polls();
      StormBench.say(
          "as many polls as hosts %.1f s after they were back; %s"
              .formatted(StormBench.seconds(from), pollTimes()));
      StormBench.say("processor time until then: " + processors.used());
    }
    responded = campaign.count("responded");
    return responded >= options.hosts();
  }

  private String pollTimes() {
    return summary(fleet.pollTimes().polls()) + ", " + fleet.pollTimes().failed() + " failed";
  }

  private static String summary(Histogram polls) {
    return "%,d polls, p50 %.0f ms, p99 %.0f ms, max %.0f ms"
        .formatted(
            polls.getTotalCount(),
            polls.getValueAtPercentile(50) / 1e3,
            polls.getValueAtPercentile(99) / 1e3,
            polls.getMaxValue() / 1e3);
  }

  @Override
  public void close() throws SQLException {
    invariants.close();
  }
}
