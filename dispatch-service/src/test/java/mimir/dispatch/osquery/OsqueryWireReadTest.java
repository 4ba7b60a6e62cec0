package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mimir.dispatch.assignments.ClaimableHosts;
import mimir.dispatch.osquery.OsqueryClient.Failed;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** osquery's TLS remote API: config (2.3) and distributed read (2.4). */
@QuarkusTest
class OsqueryWireReadTest {
  private static final Path OPERATORS_FILE = Path.of("src/test/resources/osquery-config.json");

  private static final String NO_CLAIM_GETS_ON = "LOCK TABLE assignment IN ACCESS EXCLUSIVE MODE";

  @Inject OsqueryDoor osquery;
  @Inject AgentDoor door;
  @Inject ClaimableHosts claimable;
  @Inject Jdbi jdbi;

  @Test
  void config_is_what_operators_set_and_a_key_of_nobody_is_node_invalid() throws Exception {
    try (var client = osquery.client().enroll()) {
      assertThat(client.config()).isEqualTo(OsqueryClient.JSON.readTree(OPERATORS_FILE.toFile()));
      client.nodeKey = "nobody";

      assertThatThrownBy(client::config)
          .isInstanceOfSatisfying(Failed.class, e -> assertThat(e.nodeInvalid).isTrue());
    }
  }

  @Test
  void read_without_work_is_an_empty_object_of_queries() throws Exception {
    try (var client = osquery.client().enroll()) {
      assertThat(client.read()).hasToString("{\"queries\":{}}");
    }
  }

  @Test
  void read_hands_out_sql_under_an_id_that_cannot_be_guessed_and_hurries_in_whole_seconds()
      throws Exception {
    try (var client = osquery.client().enroll()) {
      var campaign = door.launch(List.of(door.hostId(client.identifier)));

      var reply = work(client);

      assertThat(reply.path("queries")).hasSize(1);
      var id = reply.path("queries").fieldNames().next();
      assertThat(UUID.fromString(id).version()).isEqualTo(4);
      assertThat(id).isNotEqualTo(campaign.toString());
      // A text, and not an empty one: osquery would drop this id and all after it.
      assertThat(reply.path("queries").path(id).isTextual()).isTrue();
      assertThat(reply.path("queries").path(id).asText()).isNotBlank();
      assertThat(reply.path("accelerate").isInt()).isTrue();
      // A discovery with no row is never answered, and one with an error discards the reply.
      assertThat(reply.has("discovery")).isFalse();
    }
  }

  @Test
  void read_while_another_of_the_same_host_is_under_way_is_empty_at_once() throws Exception {
    try (var client = osquery.client().enroll()) {
      var host = door.hostId(client.identifier);
      var first = door.stranger();
      first.nodeKey = client.nodeKey;
      door.launch(List.of(host));
      awaitWork(host);
      var under = new ArrayList<Thread>();
      var got = new ArrayList<JsonNode>();

      jdbi.useTransaction(
          handle -> {
            handle.execute(NO_CLAIM_GETS_ON);
            under.add(
                Thread.ofVirtual()
                    .start(
                        () -> {
                          try {
                            got.add(first.read());
                          } catch (Exception e) {
                            throw new AssertionError(e);
                          }
                        }));
            await().untilAsserted(() -> assertThat(waitingForLocks()).isPositive());

            assertThat(client.read().path("queries")).isEmpty();
          });
      under.getFirst().join();

      assertThat(got).hasSize(1);
      assertThat(got.getFirst().path("queries")).hasSize(1);
    }
  }

  @Test
  void read_that_nobody_waits_for_any_more_leaves_its_work_to_the_next_one() throws Exception {
    try (var client = osquery.client().enroll()) {
      var host = door.hostId(client.identifier);
      door.launch(List.of(host));
      awaitWork(host);

      jdbi.useTransaction(
          handle -> {
            handle.execute(NO_CLAIM_GETS_ON);
            try (var gone = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
              // A reset, which is here before the claim goes on.
              gone.setSoLinger(true, 0);
              gone.getOutputStream().write(poll(client.nodeKey));
              await().untilAsserted(() -> assertThat(waitingForLocks()).isPositive());
            }
          });

      assertThat(work(client).path("queries")).hasSize(1);
      assertThat(count("SELECT attempts FROM assignment WHERE host_id = '" + host + "'"))
          .isEqualTo(1);
    }
  }

  private static byte[] poll(String nodeKey) {
    var body = "{\"node_key\":\"" + nodeKey + "\"}";
    return ("POST /api/osquery/distributed/read HTTP/1.1\r\nHost: x\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(UTF_8);
  }

  private JsonNode work(OsqueryClient client) {
    return await().until(client::read, reply -> !reply.path("queries").isEmpty());
  }

  /** Until the next read of this host goes to the ledger. */
  private void awaitWork(UUID host) {
    await().untilAsserted(() -> assertThat(claimable.mayClaim(host, Instant.now())).isTrue());
  }

  private int waitingForLocks() {
    return count(
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'assignment'::regclass");
  }

  private int count(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Integer.class).one());
  }
}
