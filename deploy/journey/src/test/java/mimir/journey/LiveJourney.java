package mimir.journey;

import static mimir.journey.RunningSystem.FLEET;
import static mimir.journey.RunningSystem.HOSTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mimir.fleet.SimulatedHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A live query's rows stream as the hosts answer, and its end is said. */
@Order(3)
@ExtendWith(RunningSystem.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveJourney {
  private final ObjectMapper json = new ObjectMapper();
  private RunningSystem running;
  private Person admin;
  private List<SimulatedHost> hosts;

  @BeforeAll
  void start(RunningSystem shared) {
    running = shared;
    admin = shared.admin();
    hosts = shared.fleet().hosts();
  }

  @AfterAll
  void stop() throws Exception {
    hosts.forEach(SimulatedHost::comeBack);
    running.assertInvariants();
  }

  private record Event(String name, JsonNode data) {}

  /** Reads until the stream ends, which it does by itself. */
  private List<Event> follow(String query) {
    var events = new ArrayList<Event>();
    try (var lines = admin.follow("/api/v1/queries/" + query + "/stream")) {
      String name = null;
      for (String line : (Iterable<String>) lines::iterator) {
        if (line.startsWith("event:")) {
          name = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
          events.add(new Event(name, tree(line.substring("data:".length()))));
        }
      }
    }
    return events;
  }

  private JsonNode tree(String text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String asked(String sql, int seconds) {
    var answer =
        admin.post(
            "/api/v1/queries", Map.of("sql", sql, "target", FLEET, "window_seconds", seconds));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    assertThat(answer.body().get("targeted_hosts").asInt()).isEqualTo(HOSTS);
    return answer.body().get("id").asText();
  }

  @Test
  void every_host_answers_on_the_stream_and_then_it_is_done() {
    String query = asked("SELECT hostname FROM system_info", 60);

    List<Event> events = follow(query);

    assertThat(events.stream().filter(event -> event.name().equals("row")))
        .hasSize(HOSTS)
        .allSatisfy(
            event ->
                assertThat(event.data().at("/columns/hostname"))
                    .isEqualTo(event.data().get("hostname")));
    assertThat(events.getLast().name()).isEqualTo("done");
    assertThat(events.getLast().data().get("hosts").asInt()).isEqualTo(HOSTS);
    assertThat(events.getLast().data().get("rows").asInt()).isEqualTo(HOSTS);
    assertThat(admin.get("/api/v1/campaigns/" + query).status()).isEqualTo(404);
    assertThat(admin.get("/api/v1/queries/" + query + "/rows").body().get("items")).hasSize(HOSTS);
    // Whoever comes later reads it from its beginning.
    assertThat(follow(query)).isEqualTo(events);
  }

  @Test
  void a_host_that_sleeps_is_asked_no_longer_than_the_window() {
    SimulatedHost sleeper = hosts.getLast();
    sleeper.goOffline();

    List<Event> events = follow(asked("SELECT hostname FROM system_info", 5));

    assertThat(events.getLast().name()).isEqualTo("done");
    assertThat(events.getLast().data().get("hosts").asInt()).isEqualTo(HOSTS - 1);
    long run = sleeper.counts().queriesRun();
    sleeper.comeBack();
    RunningSystem.awaitPolls(List.of(sleeper), 3);
    assertThat(sleeper.counts().queriesRun()).isEqualTo(run);
  }

  @Test
  void an_error_of_osquery_is_told_with_its_message() {
    String query = asked("SELECT * FROM registry WHERE path = 'x'", 30);

    assertThat(follow(query))
        .anySatisfy(
            event -> {
              assertThat(event.name()).isEqualTo("error");
              assertThat(event.data().get("message").asText()).contains("registry");
            });
  }
}
