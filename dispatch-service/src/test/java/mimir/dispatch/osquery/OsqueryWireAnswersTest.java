package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.agent.AgentLogEvent.AgentLogged;
import mimir.contracts.ingest.ResultPart;
import mimir.dispatch.osquery.OsqueryClient.Failed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * osquery's TLS remote API, what it does with a query and its answer: execution (2.5), distributed
 * write (2.6), log (2.7), and what follows for a ledger (2.11). A method is named after the
 * paragraph that it shows.
 */
@QuarkusTest
class OsqueryWireAnswersTest {
  @Inject OsqueryDoor osquery;
  @Inject AgentDoor door;

  @Test
  void execution_posts_all_of_one_read_together_so_a_read_hands_out_one() throws Exception {
    try (var client = osquery.client().enroll()) {
      var host = List.of(host(client));
      door.launch(host);
      door.launch(host);

      var first = work(client);
      assertThat(first.path("queries")).hasSize(1);
      client.answer(id(first), "{\"queries\":[],\"statuses\":0}");

      assertThat(work(client).path("queries")).hasSize(1);
    }
  }

  @Test
  void execution_that_osquery_denylisted_comes_later_and_is_no_answer() throws Exception {
    try (var client = osquery.client().enroll()) {
      var campaign = door.launch(List.of(host(client)));

      client.answer(
          id(work(client)),
          "{\"queries\":[],\"statuses\":1,\"messages\":\"distributed query is denylisted\"}");

      assertThat(client.hasUnsent()).isFalse();
      assertThat(door.state(campaign, host(client))).isEqualTo("pending");
      assertThat(client.read().path("queries")).isEmpty();
    }
  }

  /** What an agent has read nobody can recall (2.4). */
  @Test
  void execution_goes_on_after_a_stop_and_its_answer_counts() throws Exception {
    try (var client = osquery.client().enroll()) {
      var campaign = door.launch(List.of(host(client)));
      var lease = id(work(client));
      door.stop(campaign);

      client.answer(lease, "{\"queries\":[{\"a\":\"1\"}],\"statuses\":0}");

      assertThat(client.hasUnsent()).isFalse();
      assertThat(door.state(campaign, host(client))).isEqualTo("responded");
      assertThat(door.results(host(client))).hasSize(1);
    }
  }

  @Test
  void write_cells_are_texts_in_the_order_of_the_statement_and_null_is_empty() throws Exception {
    try (var client = osquery.client().enroll()) {
      door.launch(List.of(host(client)));

      client.answer(
          id(work(client)),
          "{\"queries\":[{\"z\":\"1\",\"a\":\"2.5\",\"m\":\"\"}],\"statuses\":0,"
              + "\"messages\":\"\",\"stats\":{\"wall_time_ms\":12,\"user_time\":3,"
              + "\"system_time\":1,\"memory\":4096}}");

      var part = door.results(host(client)).getFirst();
      assertThat(part.rows()).containsExactly(Map.of("z", "1", "a", "2.5", "m", ""));
      assertThat(part.rows().getFirst().keySet()).containsExactly("z", "a", "m");
      assertThat(part.stats().wallTimeMs()).isEqualTo(12);
      assertThat(part.stats().memory()).isEqualTo(4_096);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"queries\":[],\"statuses\":0}                                     | 0 | responded",
        "{\"queries\":[],\"statuses\":\"0\"}                                 | 0 | responded",
        "{\"queries\":[]}                                                    | 0 | responded",
        "{\"queries\":[],\"statuses\":0,\"stats\":{}}                        | 0 | responded",
        "{\"queries\":[],\"statuses\":1,\"messages\":\"no such table: x\"}   | 1 | errored",
        "{\"queries\":[],\"statuses\":\"1\"}                                 | 1 | errored",
        "{\"queries\":[],\"statuses\":2,\"messages\":\"\"}                   | 2 | errored"
      })
  void write_statuses_are_numbers_or_texts_and_the_rest_may_be_missing(
      String answer, int status, String state) throws Exception {
    try (var client = osquery.client().enroll()) {
      var campaign = door.launch(List.of(host(client)));

      client.answer(id(work(client)), answer);

      assertThat(door.state(campaign, host(client))).isEqualTo(state);
      assertThat(door.results(host(client))).extracting(ResultPart::status).containsExactly(status);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void write_that_reaches_the_server_several_times_is_one_answer(int lost) throws Exception {
    try (var client = osquery.client().enroll()) {
      var campaign = door.launch(List.of(host(client)));
      var lease = id(work(client));
      client.loseReplies = lost;

      await()
          .ignoreExceptions()
          .until(
              () -> {
                client.answer(lease, "{\"queries\":[{\"a\":\"1\"}],\"statuses\":0}");
                return !client.hasUnsent();
              });

      assertThat(client.loseReplies).isZero();
      assertThat(door.results(host(client))).hasSize(1);
      assertThat(door.state(campaign, host(client))).isEqualTo("responded");
    }
  }

  @Test
  void write_under_a_lost_key_is_posted_again_under_the_new_one_with_the_same_ids()
      throws Exception {
    try (var client = osquery.client().enroll()) {
      var campaign = door.launch(List.of(host(client)));
      var lease = id(work(client));
      client.nodeKey = "lost";

      client.answer(lease, "{\"queries\":[{\"a\":\"1\"}],\"statuses\":0}");

      assertThat(client.hasUnsent()).isFalse();
      assertThat(door.state(campaign, host(client))).isEqualTo("responded");
      assertThat(door.results(host(client))).hasSize(1);
    }
  }

  @Test
  void write_that_was_not_stored_is_kept_by_the_agent_and_accepted_later() throws Exception {
    try (var client = osquery.client().enroll()) {
      var campaign = door.launch(List.of(host(client)));
      var lease = id(work(client));
      var key = client.nodeKey;
      // Two keys in one request: nothing of it is done, and osquery must not take that for success.
      var body = OsqueryClient.JSON.createObjectNode().put("node_key", key + "x");
      body.putObject("queries").putArray(lease);
      assertThatThrownBy(() -> client.call("/distributed/write", body))
          .isInstanceOfSatisfying(Failed.class, e -> assertThat(e.nodeInvalid).isFalse());
      assertThat(door.state(campaign, host(client))).isEqualTo("leased");

      client.answer(lease, "{\"queries\":[],\"statuses\":0}");

      assertThat(door.state(campaign, host(client))).isEqualTo("responded");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void log_lines_are_records_in_their_order_packed_or_not(boolean compress) throws Exception {
    try (var client = osquery.client().enroll()) {
      client.compress = compress;

      assertThat(client.log("result", "{\"n\":1}", "{\"n\":2,\"columns\":{\"a\":\"b\"}}"))
          .isEmpty();
      assertThat(client.log("status", "{\"n\":3,\"message\":\"x\"}")).isEmpty();

      assertThat(door.logs(host(client)))
          .extracting(AgentLogged::logType, AgentLogged::line)
          .containsExactly(
              tuple("result", Map.of("n", 1)),
              tuple("result", Map.of("n", 2, "columns", Map.of("a", "b"))),
              tuple("status", Map.of("n", 3, "message", "x")));
    }
  }

  @Test
  void log_of_a_thousand_lines_is_taken_at_once() throws Exception {
    try (var client = osquery.client().enroll()) {
      var lines = new String[1_024];
      for (int n = 0; n < lines.length; n++) {
        lines[n] = "{\"n\":" + n + ",\"text\":\"" + "x".repeat(500) + "\"}";
      }

      assertThat(client.log("result", lines)).isEmpty();

      var logged = door.logs(host(client));
      assertThat(logged).hasSize(1_024);
      for (int n = 0; n < lines.length; n++) {
        assertThat(logged.get(n).line()).containsEntry("n", n);
      }
    }
  }

  @Test
  void log_that_is_none_is_a_failure_and_a_key_of_nobody_node_invalid() throws Exception {
    try (var client = osquery.client().enroll()) {
      var body = OsqueryClient.JSON.createObjectNode().put("node_key", client.nodeKey);
      body.putObject("data");

      assertThatThrownBy(() -> client.call("/log", body))
          .isInstanceOfSatisfying(Failed.class, e -> assertThat(e.nodeInvalid).isFalse());

      client.nodeKey = "nobody";
      assertThatThrownBy(() -> client.log("result", "{}"))
          .isInstanceOfSatisfying(Failed.class, e -> assertThat(e.nodeInvalid).isTrue());
    }
  }

  @Test
  void ledger_an_id_counts_only_for_the_host_that_it_was_given_to() throws Exception {
    try (var client = osquery.client().enroll();
        var other = osquery.client().enroll()) {
      var campaign = door.launch(List.of(host(client)));
      var lease = id(work(client));

      other.answer(lease, "{\"queries\":[{\"a\":\"forged\"}],\"statuses\":0}");

      assertThat(other.hasUnsent()).isFalse();
      assertThat(door.state(campaign, host(client))).isEqualTo("leased");
      assertThat(door.results(host(other))).isEmpty();
      client.answer(lease, "{\"queries\":[{\"a\":\"true\"}],\"statuses\":0}");
      assertThat(door.results(host(client)).getFirst().rows()).containsExactly(Map.of("a", "true"));
    }
  }

  @Test
  void ledger_what_was_acknowledged_is_in_kafka() throws Exception {
    try (var client = osquery.client().enroll()) {
      door.launch(List.of(host(client)));

      client.answer(id(work(client)), "{\"queries\":[{\"a\":\"1\"}],\"statuses\":0}");

      // Read at once and not awaited: the agent has been told.
      assertThat(client.hasUnsent()).isFalse();
      assertThat(door.results(host(client))).hasSize(1);
    }
  }

  private UUID host(OsqueryClient client) {
    return door.hostId(client.identifier);
  }

  private static String id(JsonNode work) {
    return work.path("queries").fieldNames().next();
  }

  private static JsonNode work(OsqueryClient client) {
    return await().until(client::read, reply -> !reply.path("queries").isEmpty());
  }
}
