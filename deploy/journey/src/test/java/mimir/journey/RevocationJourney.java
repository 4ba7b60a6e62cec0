package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What was taken from a person is gone while the session, the key and the stream still live: at
 * once in the replica that took it, within a minute everywhere (P-1).
 */
@Order(2)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationJourney {
  /** In the replica that took the change; the others look within a minute. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private static final String STOP = "/api/v1/campaigns/" + Operation.UNKNOWN_ID + "/stop";

  private RunningSystem running;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
  }

  @AfterAll
  void stop() throws Exception {
    running.assertInvariants();
  }

  private void change(String username, Map<String, ?> patch) {
    var changed = running.admin().patch("/api/v1/users/" + username, patch);
    assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
  }

  private static String key(Person person) {
    return "Bearer "
        + person.post("/api/v1/api-keys", Map.of("name", "kept")).body().get("key").asText();
  }

  @Test
  void who_is_no_admin_any_more_is_refused_with_session_and_key() {
    Person demoted = running.admin("demoted");
    String key = key(demoted);
    List<String> closed = List.of("/api/v1/audit", "/api/v1/osquery-releases", "/api/v1/users");
    for (String path : closed) {
      assertThat(demoted.get(path).status()).isEqualTo(200);
      assertThat(demoted.get(path, "Authorization", key).status()).isEqualTo(200);
    }
    assertThat(demoted.post(STOP, Map.of()).code()).isEqualTo("not_found");

    change("demoted", Map.of("role", "operator"));

    for (String path : closed) {
      assertThat(demoted.get(path).code()).as(path).isEqualTo("forbidden");
      assertThat(demoted.get(path, "Authorization", key).code()).as(path).isEqualTo("forbidden");
    }
    assertThat(demoted.post(STOP, Map.of()).code()).isEqualTo("forbidden");
    var back = demoted.call("PATCH", "/api/v1/users/demoted", "{\"role\":\"admin\"}");
    assertThat(back.code()).isEqualTo("forbidden");
    assertThat(demoted.get("/api/v1/campaigns").status()).isEqualTo(200);
  }

  @Test
  void a_capability_that_was_taken_launches_nothing() {
    Person person = running.operator("was-capable", "can_launch_fleet_hunts");
    assertThat(person.post("/api/v1/hunts/quick", Map.of()).code()).isEqualTo("invalid_field");

    change("was-capable", Map.of("capabilities", List.of()));

    assertThat(person.post("/api/v1/hunts/quick", Map.of()).code())
        .isEqualTo("capability_required");
  }

  @Test
  void who_is_disabled_is_out_with_session_key_and_stream() {
    Person person = running.operator("disabled-one");
    String key = key(person);
    var stream = person.follow("/api/v1/alerts/stream");
    var events = stream.iterator();
    assertThat(events.hasNext()).isTrue();
    var read = CompletableFuture.runAsync(() -> readToItsEnd(events));

    change("disabled-one", Map.of("disabled", true));

    assertThat(person.get("/api/v1/campaigns").code()).isEqualTo("unauthenticated");
    assertThat(person.get("/api/v1/session").code()).isEqualTo("unauthenticated");
    assertThat(person.get("/api/v1/hosts", "Authorization", key, "Cookie", "").code())
        .isEqualTo("unauthenticated");
    var again = Map.of("username", "disabled-one", "password", RunningSystem.OPERATOR_PASSWORD);
    assertThat(running.anonymous().post("/api/v1/session", again).code())
        .isEqualTo("bad_credentials");
    await().atMost(AT_ONCE).until(read::isDone);
  }

  /** However it ends: cut, or closed. */
  private static void readToItsEnd(Iterator<String> events) {
    try {
      while (events.hasNext()) {
        events.next();
      }
    } catch (UncheckedIOException e) {
      assertThat(e).hasMessageNotContaining("timed out");
    }
  }
}
