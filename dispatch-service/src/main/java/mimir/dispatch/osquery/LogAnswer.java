package mimir.dispatch.osquery;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import mimir.contracts.Topics;
import mimir.contracts.agent.AgentLogEvent;
import mimir.contracts.agent.AgentLogEvent.AgentLogged;
import mimir.dispatch.Outlet;

/**
 * log: each line is a record of its own, in the order of its host, and durable before the agent is
 * told {@code {}}. What no record can carry is dropped and counted: refused, it would come for
 * ever.
 */
@ApplicationScoped
class LogAnswer {
  private static final Pattern TYPE = Pattern.compile("[a-z_]{1,32}");

  /** Of one body; the producer's buffer of 16 MiB is for all of them, and for answers. */
  private static final int ON_THE_WAY_BYTES_MAX = 1024 * 1024;

  private final Outlet outlet;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  LogAnswer(Outlet outlet, InstantSource clock, MeterRegistry metrics) {
    this.outlet = outlet;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * Takes all lines, or fails: then nothing is acknowledged, and some may come twice. Blocks.
   *
   * @param read what a first look at the body told; the second reads its lines one by one
   */
  void take(UUID hostId, AgentLog read, SpooledBody body) throws IOException {
    Instant receivedAt = clock.instant();
    String type = type(read.logType);
    var onTheWay = new OnTheWay(ON_THE_WAY_BYTES_MAX);
    try {
      AgentLog.read(
          body,
          line -> {
            onTheWay.makeRoom(line.bytes());
            onTheWay.add(line.bytes(), send(new AgentLogged(hostId, type, receivedAt, line)));
          });
      onTheWay.arrive();
    } catch (CompletionException e) {
      throw Refusal.NOT_DURABLE.because("busy, try again", e.getCause());
    }
    count("accepted", read.lines);
    count("too_large", read.tooLarge);
    count("malformed", read.malformed);
  }

  private CompletableFuture<Void> send(AgentLogged message) {
    return outlet.send(
        Topics.AGENT_LOGS, message.hostId().toString(), AgentLogEvent.CODEC, message, null);
  }

  /** osquery knows two; a newer one's word passes, and anything else is no word. */
  static String type(String told) {
    return told != null && TYPE.matcher(told).matches() ? told : "other";
  }

  private void count(String outcome, int lines) {
    metrics.counter("mimir.dispatch.agent.log.lines", "outcome", outcome).increment(lines);
  }
}
