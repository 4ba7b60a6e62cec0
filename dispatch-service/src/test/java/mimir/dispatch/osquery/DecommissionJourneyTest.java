package mimir.dispatch.osquery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import mimir.contracts.dispatch.WorkEvent.KeyChanged;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** H-5, from the operator who decommissions a host to the machine that enrolls again. */
@QuarkusTest
class DecommissionJourneyTest {
  @Inject AgentDoor door;
  @Inject Jdbi jdbi;

  @Test
  void a_decommissioned_host_is_refused_and_its_open_work_is_cancelled() throws Exception {
    var agent = door.enrolled();
    var id = door.hostId(agent);
    var campaign = door.launch(agent);
    var lease = door.awaitLease(agent);
    admin()
        .get("/api/v1/hosts/" + id)
        .then()
        .body("id", equalTo(id.toString()))
        .body("open_assignments.campaign_id", contains(campaign.toString()))
        .body("open_assignments.state", contains("leased"))
        .body("open_assignments.attempts", contains(1))
        .body("open_assignments[0].query_id", notNullValue())
        .body("open_assignments[0].leased_until", notNullValue());

    decommission(id)
        .statusCode(200)
        .body("id", equalTo(id.toString()))
        .body("status", equalTo("decommissioned"))
        .body("connected", equalTo(false))
        .body("decommissioned_at", notNullValue())
        .body("open_assignments", empty());

    assertThat(agent.read().path("node_invalid").asBoolean()).isTrue();
    assertThat(agent.write(lease, "[]", "").path("node_invalid").asBoolean()).isTrue();
    assertThat(door.state(campaign, agent)).isEqualTo("cancelled");
    assertThat(door.results(agent)).isEmpty();
    assertThat(told(id))
        .containsExactly(
            "mimir.host.enrolled.v1 by agent",
            "mimir.host.changed.v1 by nobody",
            "mimir.host.decommissioned.v1 by alice",
            "mimir.host.changed.v1 by nobody");
    await().untilAsserted(() -> assertThat(door.news(id)).endsWith(new KeyChanged(id)));
  }

  @Test
  void decommissioning_again_changes_and_tells_nothing() throws Exception {
    var id = door.hostId(door.enrolled());
    String at = decommission(id).extract().path("decommissioned_at");

    decommission(id).statusCode(200).body("decommissioned_at", equalTo(at));

    assertThat(told(id)).hasSize(4);
  }

  @Test
  void the_machine_may_enroll_again_as_a_new_host() throws Exception {
    var agent = door.enrolled();
    var id = door.hostId(agent);
    decommission(id).statusCode(200);

    agent.enroll(door.secret());

    assertThat(agent.read().path("queries").isObject()).isTrue();
    assertThat(inService(agent)).hasSize(1).doesNotContain(id);
  }

  private static ValidatableResponse decommission(UUID id) {
    return admin().post("/api/v1/hosts/" + id + "/decommission").then();
  }

  private static RequestSpecification admin() {
    return given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + Tokens.admin("alice"));
  }

  /** What was recorded about the host, oldest first. */
  private List<String> told(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT type || ' by ' || coalesce(actor, 'nobody')
                    FROM event
                    WHERE message_key = :key
                    ORDER BY id
                    """)
                .bind("key", id.toString())
                .mapTo(String.class)
                .list());
  }

  private List<UUID> inService(Agent agent) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT host_id
                    FROM host
                    WHERE host_identifier = :identifier AND decommissioned_at IS NULL
                    """)
                .bind("identifier", agent.identifier)
                .mapTo(UUID.class)
                .list());
  }
}
