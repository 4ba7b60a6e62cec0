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
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.hosts.Enrollment;
import mimir.dispatch.hosts.HostDetails;

/** enroll: a node key, or a quick no. A wrong secret makes osquery come back again and again. */
@ApplicationScoped
class EnrollAnswer {
  private static final int IDENTIFIER_MAX = 255;
  private static final JsonMapper JSON = new JsonMapper(AgentJson.FACTORY);

  private final Enrollment enrollment;
  private final FailureWindow failures;
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
      return Reply.nodeInvalid("too many failed enrollments, wait a minute");
    }
    JsonNode request = JSON.readTree(body);
    var secret = request.path("enroll_secret").asText("");
    var told = request.path("host_identifier").asText("");
    var identifier = HostDetails.text(told);
    // Cut to size, the identifiers of two machines might be one.
    if (identifier.isEmpty() || told.length() > IDENTIFIER_MAX) {
      return Reply.nodeInvalid("host_identifier is missing or too long");
    }
    var details =
        HostDetails.of(
            identifier,
            request.path("platform_type").asText(""),
            tables(request.path("host_details")));
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
