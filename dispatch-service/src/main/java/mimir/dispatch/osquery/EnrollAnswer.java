package mimir.dispatch.osquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.hosts.Enrollment;
import mimir.dispatch.hosts.HostDetails;

/** enroll: a node key, or a quick no. A wrong secret makes osquery come back again and again. */
@ApplicationScoped
class EnrollAnswer {

  /** Half of the connections that the pool has by default. */
  static final int AT_ONCE_MAX = 4;

  /** Each with its body, for which there is a bound too. */
  private static final int WAITING_MAX = 1_000;

  private static final Duration TURN_WITHIN = Duration.ofSeconds(8);
  private static final JsonMapper JSON = new JsonMapper(AgentJson.FACTORY);

  private static final Buffer TOO_MANY =
      Reply.nodeInvalid("too many failed enrollments, wait a minute");

  private final Enrollment enrollment;
  private final FailureWindow failures;
  private final Turns turns;
  private final MeterRegistry metrics;

  @Inject
  EnrollAnswer(
      Enrollment enrollment, DispatchLimits limits, InstantSource clock, MeterRegistry metrics) {
    this(
        enrollment,
        new FailureWindow(limits.enrollFailuresPerMinute(), clock),
        new Turns(AT_ONCE_MAX, WAITING_MAX, TURN_WITHIN),
        metrics);
  }

  EnrollAnswer(Enrollment enrollment, FailureWindow failures, Turns turns, MeterRegistry metrics) {
    this.enrollment = enrollment;
    this.failures = failures;
    this.turns = turns;
    this.metrics = metrics;
  }

  /**
   * Blocks. A body is looked at when it is its turn: what it becomes takes much more memory.
   *
   * @param hungUp asked when it is its turn: when many come at once, those who waited too long come
   *     again, and what they left behind would hold up everybody
   */
  Buffer enroll(byte[] body, String address, BooleanSupplier hungUp) throws IOException {
    if (failures.exceeded(address)) {
      return TOO_MANY;
    }
    if (!turns.take()) {
      return Reply.error("busy with other enrollments, try again");
    }
    try {
      if (hungUp.getAsBoolean()) {
        metrics.counter("mimir.dispatch.enrollments.abandoned").increment();
        return Reply.error("the agent has hung up");
      }
      // Asked again: those that came at once have all passed before the first had failed.
      return failures.exceeded(address) ? TOO_MANY : inTurn(body, address);
    } finally {
      turns.giveBack();
    }
  }

  /** How many wait for their turn. */
  int waiting() {
    return turns.waiting();
  }

  private Buffer inTurn(byte[] body, String address) throws IOException {
    JsonNode request = JSON.readTree(body);
    if (request == null || !request.isObject()) {
      throw new IOException("the body is not a JSON object");
    }
    var secret = request.path("enroll_secret").asText("");
    var told = request.path("host_identifier").asText("");
    var identifier = HostDetails.text(told);
    // Cut to size, or without what it may not hold, the identifiers of two machines might be one.
    if (identifier.isEmpty() || !identifier.equals(told.replace("\0", "").strip())) {
      return Reply.nodeInvalid("host_identifier is missing, too long, or holds what is no text");
    }
    var details =
        HostDetails.of(
            identifier,
            request.path("platform_type").asText(""),
            tables(request.path("host_details")));
    return enroll(secret, identifier, details, address);
  }

  private Buffer enroll(String secret, String identifier, HostDetails details, String address) {
    return enrollment
        .enroll(secret, identifier, details, address)
        .map(Reply::enrolled)
        .orElseGet(
            () -> {
              failures.add(address);
              metrics.counter("mimir.dispatch.enrollments.refused").increment();
              return Reply.nodeInvalid("the enrollment secret is not valid");
            });
  }

  private static Map<String, Map<String, String>> tables(JsonNode details) {
    var tables = new HashMap<String, Map<String, String>>();
    for (var table : details.properties()) {
      var row = new HashMap<String, String>();
      for (var cell : table.getValue().properties()) {
        row.put(cell.getKey(), cell.getValue().asText(""));
      }
      tables.put(table.getKey(), row);
    }
    return tables;
  }
}
