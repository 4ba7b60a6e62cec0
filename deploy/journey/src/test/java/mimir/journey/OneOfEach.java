package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One of each kind that has an id, an admin's. */
final class OneOfEach {
  private final Person admin;
  private final Map<String, String> ids = new LinkedHashMap<>();

  /** Takes two slots. */
  OneOfEach(Person admin, String prefix, String host) {
    this.admin = admin;
    Map<String, Object> one = RunningSystem.hosts(host);
    ids.put("hosts", host);
    ids.put("feature-flags", "offline_campaigns_enabled");
    make("campaigns", Map.of("sql", "SELECT 1 AS a", "target", one));
    make("hunts", Map.of("indicators", List.of(Map.of("value", "192.0.2.9")), "target", one));
    make("queries", Map.of("sql", "SELECT 1", "target", one));
    make("indicators", Map.of("value", prefix + ".example"));
    make("saved-queries", Map.of("name", prefix, "sql", "SELECT 1", "scope", one));
    make("api-keys", Map.of("name", prefix));
    make("enrollment-secrets", Map.of("name", prefix));
  }

  private void make(String resource, Map<String, ?> body) {
    var answer = admin.post("/api/v1/" + resource, body);
    assertThat(answer.status()).as("%s: %s", resource, answer.body()).isIn(200, 201);
    ids.put(resource, answer.body().get("id").asText());
  }

  /** By the name of the resource. */
  Map<String, String> ids() {
    return ids;
  }

  String id(String resource) {
    return ids.get(resource);
  }

  /** Of the resource that the operation is about; of what none was made, one of nothing. */
  String idFor(Operation operation) {
    return ids.getOrDefault(operation.resource(), Operation.UNKNOWN_ID);
  }

  /** The operation at the one that was made. */
  String target(Operation operation) {
    return operation.target(idFor(operation));
  }
}
