package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mimir.contracts.agent.AgentLogEvent.AgentLogged;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody on the agents' network would try. */
@QuarkusTest
class AgentSecurityTest {
  private static final String READ = "/api/osquery/distributed/read";
  private static final String WRITE = "/api/osquery/distributed/write";

  @Inject AgentDoor door;
  @Inject Jdbi jdbi;

  @ParameterizedTest
  @ValueSource(strings = {"guess", "' OR 1=1 --", "\\u0000", "\\ud800", " ", "{\\\"a\\\":1}"})
  void a_key_that_was_never_given_out_opens_nothing(String key) throws Exception {
    for (var path : List.of(READ, WRITE, "/api/osquery/config", "/api/osquery/log")) {
      var reply = door.stranger().post(path, "{\"node_key\":\"" + key + "\"}");

      assertThat(reply.path("node_invalid").asBoolean()).as(path).isTrue();
    }
  }

  @Test
  void a_key_too_long_to_be_one_is_nobodys() throws Exception {
    var reply = door.stranger().post(READ, "{\"node_key\":\"" + "x".repeat(10_000) + "\"}");

    assertThat(reply.path("node_invalid").asBoolean()).isTrue();
  }

  @Test
  void another_header_than_node_key_is_no_key() throws Exception {
    var agent = door.enrolled();

    for (var scheme : List.of("Bearer ", "Basic ", "NodeKey: ", "")) {
      var reply = agent.post(READ, "{}", "Authorization", scheme + agent.nodeKey);

      assertThat(reply.path("node_invalid").asBoolean()).as(scheme).isTrue();
    }
  }

  @Test
  void an_enrollment_secret_is_no_node_key() throws Exception {
    var secret = door.secret();

    assertThat(door.stranger().post(READ, "{\"node_key\":\"" + secret + "\"}").has("node_invalid"))
        .isTrue();
  }

  /** The host is who the key says, whatever else the body says. */
  @Test
  void a_host_that_answers_for_another_changes_nothing() throws Exception {
    var victim = door.enrolled();
    var attacker = door.enrolled();
    var campaign = door.launch(victim);
    var lease = door.awaitLease(victim);

    attacker.write(
        lease,
        "[{\"a\":\"forged\"}]",
        ",\"host_id\":\"%s\",\"host_identifier\":\"%s\",\"statuses\":{\"%s\":1}"
            .formatted(door.hostId(victim), victim.identifier, lease));
    attacker.write(UUID.randomUUID().toString(), "[{\"a\":\"made up\"}]", "");

    assertThat(door.state(campaign, victim)).isEqualTo("leased");
    assertThat(door.results(victim)).isEmpty();
    assertThat(door.results(attacker)).isEmpty();
  }

  @Test
  void a_replay_with_other_rows_changes_nothing() throws Exception {
    var agent = door.enrolled();
    door.launch(agent);
    var lease = door.awaitLease(agent);
    agent.write(lease, "[{\"a\":\"first\"}]", "");

    agent.write(lease, "[{\"a\":\"first\"}]", "");
    agent.write(lease, "[{\"a\":\"second\"}]", "");

    assertThat(door.results(agent)).hasSize(1);
    assertThat(door.results(agent).getFirst().rows()).containsExactly(Map.of("a", "first"));
  }

  /** Follows from H-6 (ADR 0013): who holds a live secret can be any host, and not unnoticed. */
  @Test
  void a_taken_over_identifier_shows_its_old_key_void_and_an_event_in_the_audit() throws Exception {
    var victim = door.enrolled();
    var host = door.hostId(victim);
    assertThat(victim.read().has("queries")).isTrue();
    var attacker = door.stranger();
    var body =
        "{\"enroll_secret\":\"%s\",\"host_identifier\":\"%s\"}"
            .formatted(door.secret(), victim.identifier);

    attacker.nodeKey = attacker.post("/api/osquery/enroll", body).path("node_key").asText();

    assertThat(attacker.read().has("queries")).isTrue();
    assertThat(victim.read().path("node_invalid").asBoolean()).isTrue();
    assertThat(door.hostId(victim)).isEqualTo(host);
    assertThat(enrollments(host)).containsExactly("false 127.0.0.1", "true 127.0.0.1");
    // The machine itself enrolls again, and it is the attacker who is out.
    victim.enroll(door.secret());
    assertThat(victim.read().has("queries")).isTrue();
    assertThat(attacker.read().path("node_invalid").asBoolean()).isTrue();
    assertThat(enrollments(host)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "+1000000000-12-31T23:59:59.999999999Z",
        "not a time"
      })
  void a_time_that_cannot_be_is_not_believed(String time) throws Exception {
    var agent = door.enrolled();
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);

    agent.write(lease, "[]", ",\"reported_at\":\"" + time + "\"");

    assertThat(door.state(campaign, agent)).isEqualTo("responded");
    assertThat(door.results(agent).getFirst().reportedAt()).isNull();
  }

  @Test
  void line_breaks_and_escapes_of_agents_do_not_reach_the_log() throws Exception {
    var lines = new ArrayList<String>();
    var tap = tap(lines);
    var logger = Logger.getLogger("mimir.dispatch");
    var before = logger.getLevel();
    logger.setLevel(Level.ALL);
    Logger.getLogger("").addHandler(tap);
    var forged = "x\\r\\n2026 ERROR forged\\u001b[31m";
    try {
      var agent = door.stranger();
      agent.post(
          "/api/osquery/enroll",
          "{\"enroll_secret\":\"%s\",\"host_identifier\":\"%s\",\"host_details\":{\"system_info\":{\"hostname\":\"%s\"}}}"
              .formatted(door.secret(), agent.identifier, forged));
      agent.post("/api/osquery/enroll", "{\"enroll_secret\":\"" + forged + "\"}");
      agent.post(WRITE, "{\"node_key\":\"" + forged + "\",\"queries\":{\"" + forged + "\":1}}");
      agent.post(WRITE, "{}", "Content-Encoding", "forged");
      agent.post(READ, "{\"node_key\":\"" + forged + "\",\"" + forged + "\":nope}");
      agent.post("/api/osquery/log", "{\"log_type\":\"" + forged + "\",\"data\":{}}");
    } finally {
      Logger.getLogger("").removeHandler(tap);
      logger.setLevel(before);
    }

    assertThat(lines).isNotEmpty();
    assertThat(lines).noneMatch(line -> line.contains("\u001b") || line.contains("\n2026 ERROR"));
  }

  @Test
  void a_hostname_is_kept_without_controls() throws Exception {
    var agent = door.stranger();

    agent.post(
        "/api/osquery/enroll",
        "{\"enroll_secret\":\"%s\",\"host_identifier\":\"%s\",\"host_details\":{\"system_info\":{\"hostname\":\"web\\r\\n-\\u001b[31m1\\u0000\"}}}"
            .formatted(door.secret(), agent.identifier));

    assertThat(column(door.hostId(agent), "hostname")).isEqualTo("web-[31m1");
  }

  @Test
  void a_log_line_is_data_and_stays_one_record() throws Exception {
    var agent = door.enrolled();
    var line = "{\"message\":\"a\\r\\nb\\u001b[31m<script>=cmd()\\u0000\"}";

    var reply =
        agent.post(
            "/api/osquery/log",
            "{\"node_key\":\"%s\",\"log_type\":\"status\\r\\n\",\"data\":[%s]}"
                .formatted(agent.nodeKey, line));

    assertThat(reply).isEmpty();
    var logged = door.logs(door.hostId(agent));
    assertThat(logged).extracting(AgentLogged::logType).containsExactly("other");
    assertThat(logged.getFirst().line())
        .isEqualTo(Map.of("message", "a\r\nb\u001b[31m<script>=cmd()�"));
  }

  private List<String> enrollments(UUID host) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT (payload::jsonb ->> 'again') || ' ' || (payload::jsonb ->> 'address')
                    FROM event
                    WHERE stream = :stream
                    ORDER BY version
                    """)
                .bind("stream", "host-enrollments-" + host)
                .mapTo(String.class)
                .list());
  }

  private String column(UUID host, String name) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT " + name + " FROM host WHERE host_id = ?")
                .bind(0, host)
                .mapTo(String.class)
                .one());
  }

  private static Handler tap(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        synchronized (lines) {
          lines.add(
              record.getMessage()
                  + Arrays.toString(record.getParameters())
                  + (record.getThrown() == null ? "" : record.getThrown().getMessage()));
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
