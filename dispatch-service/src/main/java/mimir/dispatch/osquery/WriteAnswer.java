package mimir.dispatch.osquery;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import mimir.contracts.Topics;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.Trace;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.Outlet;
import mimir.dispatch.assignments.AnswerTogether;
import mimir.dispatch.assignments.AnsweredHosts;
import mimir.dispatch.assignments.AssignmentLedger;
import mimir.dispatch.assignments.AssignmentLedger.Leased;
import org.jboss.logging.Logger;

/** distributed/write: durable in Kafka first, then marked in the ledger, then acknowledged. */
@ApplicationScoped
class WriteAnswer {
  private static final Logger LOG = Logger.getLogger(WriteAnswer.class);

  /**
   * Parts of one write that Kafka has not confirmed; 4 MiB with what the producer holds of them.
   */
  private static final int ON_THE_WAY_MAX = 8;

  private final AssignmentLedger ledger;
  private final AnswerTogether together;
  private final AnsweredHosts answered;
  private final Outlet outlet;
  private final DispatchLimits limits;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  WriteAnswer(
      AssignmentLedger ledger,
      AnswerTogether together,
      AnsweredHosts answered,
      Outlet outlet,
      DispatchLimits limits,
      InstantSource clock,
      MeterRegistry metrics) {
    this.ledger = ledger;
    this.together = together;
    this.answered = answered;
    this.outlet = outlet;
    this.limits = limits;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Takes all answers of one write, or fails: then nothing is acknowledged. Blocks. */
  void take(UUID hostId, AgentWrite write, SpooledBody body) throws IOException {
    Instant receivedAt = clock.instant();
    Map<UUID, Leased> leases = together.byLease(hostId, leaseIds(write));
    for (var entry : write.answers.entrySet()) {
      Leased leased = leases.get(parse(entry.getKey()));
      if (leased == null) {
        // Never given to this host: another's, made up, or dropped with its campaign.
        count("unknown");
      } else if (!leased.answerable()) {
        count(leased.state().equals("cancelled") ? "refused" : "duplicate");
      } else {
        AgentWrite.Answer answer = entry.getValue();
        Instant reportedAt = ReportedAt.sane(write.reportedAt, leased.launchedAt(), receivedAt);
        var taken = new Taken(hostId, leased, answer, body, receivedAt, reportedAt);
        traced(leased.traceparent(), () -> take(taken));
        answered.add(hostId);
      }
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void traced(String traceparent, Work work) throws IOException {
    try {
      Trace.resume(
          traceparent,
          "answer",
          () -> {
            try {
              work.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** One answer, and all that is known of it. */
  private record Taken(
      UUID hostId,
      Leased leased,
      AgentWrite.Answer answer,
      SpooledBody body,
      Instant receivedAt,
      Instant reportedAt) {}

  private void take(Taken taken) throws IOException {
    Leased leased = taken.leased();
    AgentWrite.Answer answer = taken.answer();
    if (answer.denylisted()) {
      ledger.putBack(
          taken.hostId(), leased.leaseId(), taken.receivedAt().plus(limits.denylistBackOff()));
      count("denylisted");
      return;
    }
    send(taken);
    boolean first =
        together.answered(
            taken.hostId(),
            leased,
            answer.failed(),
            answer.failed() ? "osquery" : null,
            taken.receivedAt());
    count(first ? "accepted" : "duplicate");
    if (first && answer.truncated()) {
      metrics.counter("mimir.dispatch.answers.truncated").increment();
      LOG.warnf(
          "host %s, campaign %s: of a body above %d bytes only the rows up to there are kept",
          taken.hostId(), leased.campaignId(), limits.agentBodyMaxBytes());
    }
    LOG.debugf("host %s answered campaign %s", taken.hostId(), leased.campaignId());
  }

  /**
   * Each part is read and made when its turn comes, and so many of them at most are on the way to
   * Kafka: an answer is never in memory as a whole.
   */
  private void send(Taken taken) throws IOException {
    AgentWrite.Answer answer = taken.answer();
    boolean rows = !answer.failed() && !answer.parts.isEmpty();
    int last = rows ? answer.parts.size() - 1 : 0;
    var uploadId = Ids.next();
    String trace = Trace.current();
    var onTheWay = new ArrayDeque<CompletableFuture<Void>>();
    try {
      for (int part = 0; part <= last; part++) {
        if (onTheWay.size() == ON_THE_WAY_MAX) {
          onTheWay.remove().join();
        }
        ResultPart message =
            message(
                taken,
                uploadId,
                part,
                part == last,
                rows ? JsonRows.of(taken.body(), answer.parts.get(part)) : JsonRows.NONE);
        var sent =
            outlet.send(
                Topics.RESULTS, taken.hostId().toString(), ResultPart.CODEC, message, trace);
        // Each further part would wait as long for a Kafka that is away.
        if (sent.isCompletedExceptionally()) {
          sent.join();
        }
        onTheWay.add(sent);
      }
      onTheWay.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw Refusal.NOT_DURABLE.because("busy, try again", e.getCause());
    }
  }

  private static ResultPart message(
      Taken taken, UUID uploadId, int part, boolean last, JsonRows rows) {
    Leased leased = taken.leased();
    AgentWrite.Answer answer = taken.answer();
    return new ResultPart(
        uploadId,
        leased.leaseId(),
        new ResultPart.Assignment(leased.campaignId(), leased.queryId(), taken.hostId()),
        leased.attempt(),
        part,
        last,
        answer.failed() && answer.status == 0 ? 1 : answer.status,
        text(answer),
        answer.stats,
        taken.receivedAt(),
        taken.reportedAt(),
        rows.replaced(),
        answer.truncated() ? true : null,
        rows);
  }

  private static String text(AgentWrite.Answer answer) {
    if (answer.rowTooLarge) {
      return "a row is larger than " + AnswerParts.ROW_BYTES_MAX + " bytes";
    }
    return answer.message == null || answer.message.isEmpty() ? null : Cell.clean(answer.message);
  }

  private static List<UUID> leaseIds(AgentWrite write) {
    return write.answers.keySet().stream().map(WriteAnswer::parse).toList();
  }

  /** What is no UUID is no lease of ours, and found nowhere. */
  private static UUID parse(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      return new UUID(0, 0);
    }
  }

  private void count(String outcome) {
    metrics.counter("mimir.dispatch.answers", "outcome", outcome).increment();
  }
}
