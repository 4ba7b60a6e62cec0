package mimir.dispatch.osquery;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import mimir.contracts.Topics;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.Trace;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.Outlet;
import mimir.dispatch.assignments.AssignmentLedger;
import mimir.dispatch.assignments.AssignmentLedger.Leased;
import org.jboss.logging.Logger;

/** distributed/write: durable in Kafka first, then marked in the ledger, then acknowledged. */
@ApplicationScoped
class WriteAnswer {
  private static final Logger LOG = Logger.getLogger(WriteAnswer.class);

  private final AssignmentLedger ledger;
  private final Outlet outlet;
  private final DispatchLimits limits;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  WriteAnswer(
      AssignmentLedger ledger,
      Outlet outlet,
      DispatchLimits limits,
      InstantSource clock,
      MeterRegistry metrics) {
    this.ledger = ledger;
    this.outlet = outlet;
    this.limits = limits;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** Takes all answers of one write, or fails: then nothing is acknowledged. Blocks. */
  Buffer take(UUID hostId, AgentWrite write) {
    Instant receivedAt = clock.instant();
    Map<UUID, Leased> leases = ledger.byLease(hostId, leaseIds(write));
    for (var entry : write.answers.entrySet()) {
      Leased leased = leases.get(parse(entry.getKey()));
      if (leased == null) {
        // Never given to this host: another's, made up, or dropped with its campaign.
        count("unknown");
      } else if (!leased.answerable()) {
        count(leased.state().equals("cancelled") ? "refused" : "duplicate");
      } else {
        Trace.resume(
            leased.traceparent(),
            "answer",
            () -> take(hostId, leased, entry.getValue(), write.reportedAt, receivedAt));
      }
    }
    return Reply.OK;
  }

  private void take(
      UUID hostId,
      Leased leased,
      AgentWrite.Answer answer,
      Instant reportedAt,
      Instant receivedAt) {
    if (answer.denylisted()) {
      ledger.putBack(hostId, leased.leaseId(), receivedAt.plus(limits.denylistBackOff()));
      count("denylisted");
      return;
    }
    Instant reported = ReportedAt.sane(reportedAt, leased.launchedAt(), receivedAt);
    send(hostId, leased, answer, reported, receivedAt);
    boolean first =
        ledger.answered(
            hostId, leased, answer.failed(), answer.failed() ? "osquery" : null, receivedAt);
    count(first ? "accepted" : "duplicate");
    LOG.debugf("host %s answered campaign %s", hostId, leased.campaignId());
  }

  /** Each part is made when its turn comes: an answer is never in memory as a whole. */
  private void send(
      UUID hostId,
      Leased leased,
      AgentWrite.Answer answer,
      Instant reportedAt,
      Instant receivedAt) {
    var uploadId = Ids.next();
    var assignment = new ResultPart.Assignment(leased.campaignId(), leased.queryId(), hostId);
    List<AgentWrite.RowsPart> rows =
        answer.parts.isEmpty() || answer.failed()
            ? List.of(AgentWrite.RowsPart.none())
            : answer.parts;
    var trace = Trace.current();
    var sent = new ArrayList<CompletableFuture<Void>>(rows.size());
    for (int part = 0; part < rows.size(); part++) {
      var message =
          new ResultPart(
              uploadId,
              leased.leaseId(),
              assignment,
              leased.attempt(),
              part,
              part == rows.size() - 1,
              answer.failed() && answer.status == 0 ? 1 : answer.status,
              message(answer),
              answer.stats,
              receivedAt,
              reportedAt,
              rows.get(part).nulReplaced(),
              rows.get(part).rows());
      var one = outlet.send(Topics.RESULTS, hostId.toString(), ResultPart.CODEC, message, trace);
      // The first failure ends it: each further part would wait as long for a Kafka that is away.
      if (one.isCompletedExceptionally()) {
        one.join();
      }
      sent.add(one);
    }
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
  }

  private static String message(AgentWrite.Answer answer) {
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
