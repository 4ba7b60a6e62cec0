package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every kind of caller of the operators' API, as the headers that it sends. */
final class Callers {
  static final String BEARER = "Authorization";
  private static final String CAPABILITY = "can_launch_fleet_hunts";

  private final RunningSystem running;
  private final String prefix;
  private final Map<String, Map<String, String>> people = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> outsiders = new LinkedHashMap<>();

  /**
   * Makes and signs in whoever is needed.
   *
   * @param prefix of their names, which nobody else uses
   */
  Callers(RunningSystem running, String prefix, ForgedTokens tokens) throws IOException {
    this.running = running;
    this.prefix = prefix;
    Person operator = running.operator(prefix + "-operator");
    people.put("operator", operator.credentials());
    people.put("capability", running.operator(prefix + "-capability", CAPABILITY).credentials());
    people.put("admin", running.admin(prefix + "-admin").credentials());
    people.put("key", keyOf(operator));
    outsiders.put("anonymous", Map.of());
    outsiders.put("session that never was", cookie("mimir_session=" + "A".repeat(43)));
    outsiders.put("session that is over", signedOut());
    outsiders.put("agent", bearer(running.nodeKey()));
    outsiders.put("agent as NodeKey", Map.of(BEARER, "NodeKey " + running.nodeKey()));
    outsiders.put("key that never was", bearer("mimir_" + "A".repeat(43)));
    outsiders.put("service token", bearer(tokens.good("admin")));
    outsiders.put(
        "service token of somebody else",
        bearer(tokens.nearMisses().get(ForgedTokens.SOMEBODY_ELSES)));
  }

  /** By the columns of {@code roles.txt}. */
  Map<String, Map<String, String>> people() {
    return people;
  }

  /** All of them are in one column. */
  Map<String, Map<String, String>> outsiders() {
    return outsiders;
  }

  Map<String, String> of(String person) {
    return people.get(person);
  }

  /** One more session of that person, for a call that ends it. */
  Map<String, String> spare(String person) {
    return person.equals("key") ? of(person) : signIn(person).credentials();
  }

  static Map<String, String> bearer(String token) {
    return Map.of(BEARER, "Bearer " + token);
  }

  private static Map<String, String> cookie(String cookie) {
    return Map.of("Cookie", cookie, "X-CSRF-Token", "x");
  }

  private static Map<String, String> keyOf(Person person) {
    var made = person.post("/api/v1/api-keys", Map.of("name", "ci"));
    assertThat(made.status()).isEqualTo(201);
    return bearer(made.body().get("key").asText());
  }

  private Map<String, String> signedOut() {
    Person leaving = signIn("operator");
    assertThat(leaving.call("DELETE", "/api/v1/session", "").status()).isEqualTo(204);
    return leaving.credentials();
  }

  private Person signIn(String person) {
    return running.anonymous().signIn(prefix + "-" + person, RunningSystem.OPERATOR_PASSWORD);
  }
}
