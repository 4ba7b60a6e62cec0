package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import mimir.dispatch.osquery.OsqueryClient.Failed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** osquery's TLS remote API: transport (2.1), and that there is no carver (2.8). */
@QuarkusTest
class OsqueryWireTransportTest {
  @Inject OsqueryDoor osquery;
  @Inject AgentDoor door;

  @Test
  void transport_is_json_posted_over_https_and_answered_as_json() throws Exception {
    try (var client = osquery.client().enroll()) {
      assertThat(client.read().path("queries").isObject()).isTrue();
      assertThat(client.lastHeaders).containsEntry("content-type", "application/json");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void transport_the_key_is_in_the_body_and_of_newer_agents_also_in_a_header(boolean header)
      throws Exception {
    try (var client = osquery.client()) {
      client.keyInHeader = header;

      client.enroll();

      assertThat(client.read().has("queries")).isTrue();
      assertThat(client.config().has("options")).isTrue();
      assertThat(client.log("status", "{}")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/osquery", "/api/osquery"})
  void transport_both_base_paths_are_served(String base) throws Exception {
    try (var client = osquery.client()) {
      client.base = base;

      client.enroll();

      assertThat(client.read().has("queries")).isTrue();
      assertThat(client.config().has("options")).isTrue();
      assertThat(client.log("result", "{}")).isEmpty();
      client.answer(UUID.randomUUID().toString(), "{\"queries\":[]}");
      assertThat(client.hasUnsent()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"/config, options", "/read, queries"})
  void transport_the_short_aliases_are_served(String alias, String member) throws Exception {
    try (var client = osquery.client().enroll()) {
      client.base = "/api/v1/agent";

      var body = OsqueryClient.JSON.createObjectNode().put("node_key", client.nodeKey);

      assertThat(client.call(alias, body).has(member)).isTrue();
      assertThat(client.call("/write", body)).isEmpty();
      assertThat(client.call("/log", body)).isEmpty();
    }
  }

  @Test
  void transport_a_connection_is_used_again() throws Exception {
    try (var client = osquery.client().enroll()) {
      for (int n = 0; n < 20; n++) {
        client.read();
        client.log("status", "{\"n\":" + n + "}");
        client.answer(UUID.randomUUID().toString(), "{\"queries\":[]}");
      }

      assertThat(client.connections).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void transport_a_reply_is_packed_only_for_who_takes_that_and_a_poll_never(boolean takes)
      throws Exception {
    try (var client = osquery.client().enroll()) {
      client.compress = takes;

      assertThat(client.config().has("options")).isTrue();
      assertThat(client.lastHeaders.get("content-encoding")).isEqualTo(takes ? "gzip" : null);
      client.read();
      assertThat(client.lastHeaders).doesNotContainKey("content-encoding");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/carver/start, an unknown endpoint",
    "/distributed/read, a key and another one in the header",
    "/nowhere, nothing there"
  })
  void transport_whatever_was_not_done_is_a_failure_for_osquery_without_a_redirect(
      String path, String why) throws Exception {
    try (var client = osquery.client().enroll()) {
      var body = OsqueryClient.JSON.createObjectNode().put("node_key", client.nodeKey + "x");

      assertThatThrownBy(() -> client.call(path, body))
          .as(why)
          .isInstanceOfSatisfying(Failed.class, e -> assertThat(e.nodeInvalid).isFalse());
      assertThat(client.lastStatus / 100).isNotEqualTo(3);
    }
  }

  @Test
  void transport_node_invalid_makes_the_agent_enroll_again() throws Exception {
    try (var client = osquery.client().enroll()) {
      var host = door.hostId(client.identifier);
      client.nodeKey = "lost";

      assertThatThrownBy(client::read)
          .isInstanceOfSatisfying(Failed.class, e -> assertThat(e.nodeInvalid).isTrue());

      assertThat(client.read().has("queries")).isTrue();
      assertThat(door.hostId(client.identifier)).isEqualTo(host);
    }
  }
}
