package mimir.dispatch.osquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.hosts.Enrollment;
import mimir.dispatch.hosts.HostDetails;

/** enroll: a node key, or a quick no. A wrong secret makes osquery come back again and again. */
@ApplicationScoped
class EnrollAnswer {

  /** Half of the connections that the pool has by default. */
  private static final int AT_ONCE_MAX = 4;

  private static final long TURN_SECONDS_MAX = 8;
  private static final JsonMapper JSON = new JsonMapper(AgentJson.FACTORY);

  private static final Buffer TOO_MANY =
      Reply.nodeInvalid("too many failed enrollments, wait a minute");

  private final Enrollment enrollment;
  private final FailureWindow failures;
  private final Semaphore turns = new Semaphore(AT_ONCE_MAX);
  private final MeterRegistry metrics;

  EnrollAnswer(
      Enrollment enrollment, DispatchLimits limits, InstantSource clock, MeterRegistry metrics) {
    this.enrollment = enrollment;
    this.failures = new FailureWindow(limits.enrollFailuresPerMinute(), clock);
    this.metrics = metrics;
  }

  /** Blocks. */
  Buffer enroll(byte[] body, String address) throws IOException {
    if (failures.exceeded(address)) {
      return TOO_MANY;
    }
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
    if (!turn()) {
      return Reply.error("busy with other enrollments, try again");
    }
    try {
      // Asked again: those that came at once have all passed before the first had failed.
      return failures.exceeded(address) ? TOO_MANY : enroll(secret, identifier, details, address);
    } finally {
      turns.release();
    }
  }

  private boolean turn() {
    try {
      return turns.tryAcquire(TURN_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
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
