package mimir.fleet.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import mimir.fleet.tables.QueryOutcome;
import mimir.fleet.tables.SqlAnswerer;

/**
 * An agent on osquery's TLS remote API: it takes work, runs it one by one, posts all answers at the
 * end and keeps them until a server accepts them. One thread steps it; see {@link #poll}.
 */
public final class OsqueryAgent implements AutoCloseable {

  static final String CONFIG = "/api/v1/osquery/config";
  public static final String READ = "/api/v1/osquery/distributed/read";
  static final String WRITE = "/api/v1/osquery/distributed/write";
  static final String LOG = "/api/v1/osquery/log";
  static final String UPDATE = "/api/v1/osquery/update";
  static final String UPDATE_REPORT = "/api/v1/osquery/update/report";

  private static final int CONFIG_ATTEMPTS = 3;
  private static final int UPDATE_ATTEMPTS = 3;

  /** What an agent does beyond osquery's defaults. */
  public record Habits(Optional<Duration> pollInterval, boolean reportsTime, boolean sendsLogs) {
    public static final Habits OF_OSQUERY = new Habits(Optional.empty(), false, false);
  }

  /** What all agents of a process share. */
  public record Sharing(ScheduledExecutorService deadlines, ConnectionSlots slots) {}

  private final AgentIdentity identity;
  private final Habits habits;
  private final SqlAnswerer answerer;
  private final NetworkConditions network;
  private final AgentClock clock;
  private final AgentEvents events;
  private final WireCounts counts = new WireCounts();
  private final KeptAliveConnection connection;
  private final EnrolledChannel channel;

  private final Denylist denylist = new Denylist();
  // In key order, as RocksDB hands them out.
  private final TreeMap<String, String> pending = new TreeMap<>();
  private final Map<String, Answer> unposted = new LinkedHashMap<>();
  private boolean postedBefore;
  private AgentSettings settings = AgentSettings.DEFAULTS;
  private Instant acceleratedUntil = Instant.MIN;
  private Instant configDue = Instant.MIN;

  public OsqueryAgent(
      AgentIdentity identity,
      ServerAddress server,
      Habits habits,
      SqlAnswerer answerer,
      NetworkConditions network,
      AgentClock clock,
      AgentEvents events,
      Sharing shared) {
    this.identity = identity;
    this.habits = habits;
    this.answerer = answerer;
    this.network = network;
    this.clock = clock;
    this.events = events;
    this.connection =
        new KeptAliveConnection(
            server,
            network,
            shared.deadlines(),
            shared.slots(),
            events,
            "osquery/" + identity.osqueryVersion(),
            identity.hostIdentifier().hashCode());
    this.channel = new EnrolledChannel(identity, connection, answerer, clock, events, counts);
  }

  public WireCounts counts() {
    return counts;
  }

  /**
   * One round: the configuration when it is due, a read, the queries, one write. Answers that no
   * server has accepted yet are posted again in every round.
   */
  public void poll() throws InterruptedException {
    if (!clock.now().isBefore(configDue)) {
      fetchConfig();
    }
    counts.polls.incrementAndGet();
    Optional<JsonNode> reply = channel.call(READ, settings.distributedAttempts());
    if (reply.isPresent()) {
      Work work = Work.accepted(reply.get(), answerer::answer);
      pending.putAll(work.queries());
      work.accelerate().ifPresent(duration -> acceleratedUntil = clock.now().plus(duration));
    }
    runPending();
    post();
  }

  public Duration untilNextPoll() {
    Duration interval = habits.pollInterval().orElse(settings.distributedInterval());
    return WaitRules.untilNextPoll(clock.now(), acceleratedUntil, interval);
  }

  private void fetchConfig() throws InterruptedException {
    Optional<JsonNode> config = channel.call(CONFIG, CONFIG_ATTEMPTS);
    if (config.isPresent()) {
      settings = settings.with(config.get());
    }
    configDue = clock.now().plus(settings.configRefresh());
  }

  private void runPending() throws InterruptedException {
    while (!pending.isEmpty()) {
      // Taken off before it runs: a worker that dies does not try the same query again.
      Map.Entry<String, String> query = pending.pollFirstEntry();
      String id = query.getKey();
      String sql = query.getValue();
      Instant now = clock.now();
      if (denylist.denies(sql, now, settings.denylistDuration())) {
        unposted.put(id, Answer.failed(id, Denylist.MESSAGE, Answer.Stats.NONE));
        continue;
      }
      long from = System.nanoTime();
      QueryOutcome outcome = answerer.answer(sql);
      long wallTimeMs = (System.nanoTime() - from) / 1_000_000;
      counts.queriesRun.incrementAndGet();
      finish(id, sql, outcome, wallTimeMs);
      if (habits.sendsLogs()) {
        log("Executing distributed query: " + id + ": " + sql);
      }
    }
  }

  private void finish(String id, String sql, QueryOutcome outcome, long wallTimeMs) {
    switch (outcome) {
      case QueryOutcome.Rows(var rows) ->
          unposted.put(id, Answer.rows(id, rows, Answer.Stats.measured(wallTimeMs, rows)));
      case QueryOutcome.Failed(String message) ->
          unposted.put(
              id, Answer.failed(id, message, Answer.Stats.measured(wallTimeMs, List.of())));
      case QueryOutcome.Killed(String reason) -> {
        // The answers that were finished lived in the worker that was killed.
        unposted.clear();
        denylist.mark(sql, clock.now());
        counts.killed.incrementAndGet();
        events.notable("the watchdog killed the worker in query " + id + ": " + reason);
      }
    }
  }

  private void post() throws InterruptedException {
    if (unposted.isEmpty()) {
      return;
    }
    int answers = unposted.size();
    long sentBefore = counts.writesSent.get();
    long resentBefore = connection.resent();
    Optional<JsonNode> accepted =
        channel.call(WRITE, this::writeBody, settings.distributedAttempts(), network::losesReply);
    long sent = counts.writesSent.get() - sentBefore;
    long first = sent > 0 && !postedBefore ? 1 : 0;
    counts.duplicatesSent.addAndGet(sent - first + connection.resent() - resentBefore);
    postedBefore |= sent > 0;
    if (accepted.isEmpty()) {
      events.notable(answers + " answers kept for the next poll");
      return;
    }
    if (network.duplicatesWrite()) {
      channel.call(WRITE, this::writeBody, 1, EnrolledChannel::replyArrives);
      counts.duplicatesSent.incrementAndGet();
    }
    counts.answersAccepted.addAndGet(answers);
    unposted.clear();
    postedBefore = false;
  }

  private byte[] writeBody(String nodeKey) {
    Optional<Instant> reportedAt =
        habits.reportsTime() ? Optional.of(clock.now()) : Optional.empty();
    counts.writesSent.incrementAndGet();
    return WireBodies.write(unposted.values(), reportedAt, nodeKey);
  }

  private void log(String message) throws InterruptedException {
    Map<String, String> line =
        Map.of(
            "hostIdentifier",
            identity.hostIdentifier(),
            "unixTime",
            Long.toString(clock.now().getEpochSecond()),
            "severity",
            "0",
            "filename",
            "distributed.cpp",
            "line",
            "0",
            "message",
            message,
            "version",
            identity.osqueryVersion());
    channel.call(
        LOG, key -> WireBodies.log(key, "status", List.of(line)), 1, EnrolledChannel::replyArrives);
  }

  /**
   * What the server wants to be installed in place of the version that runs; none when it says
   * nothing.
   */
  public Optional<JsonNode> askForUpdate(String os, String arch, String runs)
      throws InterruptedException {
    return channel.call(
        UPDATE,
        key -> WireBodies.texts(key, Map.of("os", os, "arch", arch, "version", runs)),
        UPDATE_ATTEMPTS,
        EnrolledChannel::replyArrives);
  }

  /**
   * Whether the server has taken it.
   *
   * @param status {@code installed} or {@code failed}
   */
  public boolean reportUpdate(String version, String status, String detail)
      throws InterruptedException {
    return channel
        .call(
            UPDATE_REPORT,
            key ->
                WireBodies.texts(
                    key, Map.of("version", version, "status", status, "detail", detail)),
            UPDATE_ATTEMPTS,
            EnrolledChannel::replyArrives)
        .isPresent();
  }

  /** The key that the server gave last; none before enrolment. */
  public Optional<String> nodeKey() {
    return channel.nodeKey();
  }

  EnrolledChannel channel() {
    return channel;
  }

  long resent() {
    return connection.resent();
  }

  /** Cuts the connection; a request under way fails and the next one opens another. */
  public void disconnect() {
    connection.close();
  }

  @Override
  public void close() {
    connection.close();
  }
}
