package mimir.dispatch.osquery;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.http.ContentType;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentLogEvent;
import mimir.contracts.agent.AgentLogEvent.AgentLogged;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.dispatch.AssignmentEvent;
import mimir.contracts.dispatch.WorkEvent;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.runtime.TopicNames;
import mimir.dispatch.Kafka;
import mimir.dispatch.Outlet;
import mimir.dispatch.assignments.Given;
import mimir.testing.Tokens;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** What stands around the agents' door: operators, topics, the ledger. */
@Singleton
class AgentDoor {
  private final AgentListener listener;
  private final Outlet outlet;
  private final TopicNames topics;
  private final Jdbi jdbi;
  private final String bootstrap;

  AgentDoor(
      AgentListener listener,
      Outlet outlet,
      TopicNames topics,
      Jdbi jdbi,
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap) {
    this.listener = listener;
    this.outlet = outlet;
    this.topics = topics;
    this.jdbi = jdbi;
    this.bootstrap = bootstrap;
  }

  Agent stranger() {
    return new Agent(port());
  }

  Agent enrolled() throws Exception {
    return stranger().enroll(secret());
  }

  int port() {
    await().untilAsserted(() -> assertThat(listener.listening()).isTrue());
    return listener.port();
  }

  String secret() {
    return given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + Tokens.admin("alice"))
        .body("{\"name\":\"test\"}")
        .post("/api/v1/enrollment-secrets")
        .then()
        .statusCode(201)
        .extract()
        .path("secret");
  }

  UUID hostId(Agent agent) {
    return hostId(agent.identifier);
  }

  UUID hostId(String identifier) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT host_id FROM host WHERE host_identifier = ?")
                .bind(0, identifier)
                .mapTo(UUID.class)
                .one());
  }

  /** A campaign as campaign-service tells it, with one query for each of these hosts. */
  UUID launch(Agent... agents) {
    return launch(List.of(agents).stream().map(this::hostId).toList());
  }

  UUID launch(List<UUID> hosts) {
    var campaign = UUID.randomUUID();
    var query = UUID.randomUUID();
    var launched = Given.launched(campaign, Instant.now().minusSeconds(3_600), query);
    outlet.send(Topics.CAMPAIGNS, campaign.toString(), CampaignEvent.CODEC, launched, null).join();
    outlet
        .send(
            Topics.ASSIGNMENTS,
            campaign + ":0",
            AssignmentEvent.CODEC,
            Given.chunk(campaign, hosts, query),
            null)
        .join();
    return campaign;
  }

  /** Stops it and lets answers under way come; returns when the fence is up. */
  void stop(UUID campaign) {
    var stopped = new CampaignStopped(campaign, "alice", "enough", false, Instant.now());
    outlet.send(Topics.CAMPAIGNS, campaign.toString(), CampaignEvent.CODEC, stopped, null).join();
    await().untilAsserted(() -> assertThat(status(campaign)).isEqualTo("stopped"));
  }

  private String status(UUID campaign) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT status FROM campaign WHERE campaign_id = ?")
                .bind(0, campaign)
                .mapTo(String.class)
                .one());
  }

  /** Polls as an agent does, until there is something to do; the lease of it. */
  String awaitLease(Agent agent) {
    return await()
        .until(
            () -> {
              var names = agent.read().path("queries").fieldNames();
              return names.hasNext() ? names.next() : "";
            },
            lease -> !lease.isEmpty());
  }

  List<ResultPart> results(Agent agent) {
    return results(hostId(agent));
  }

  List<ResultPart> results(UUID hostId) {
    return Kafka.all(bootstrap, topics.of(Topics.RESULTS), hostId.toString(), ResultPart.CODEC);
  }

  /** What every replica was told of the host, oldest first. */
  List<WorkEvent> news(UUID hostId) {
    return Kafka.all(
        bootstrap, topics.of(Topics.DISPATCH_WORK), hostId.toString(), WorkEvent.CODEC);
  }

  List<AgentLogged> logs(UUID hostId) {
    return Kafka.all(
            bootstrap, topics.of(Topics.AGENT_LOGS), hostId.toString(), AgentLogEvent.CODEC)
        .stream()
        .map(AgentLogged.class::cast)
        .toList();
  }

  /** What is told of an agent. */
  List<AgentEvent> events(UUID hostId) {
    return Kafka.all(bootstrap, topics.of(Topics.AGENTS), hostId.toString(), AgentEvent.CODEC);
  }

  String state(UUID campaign, Agent agent) {
    return state(campaign, hostId(agent));
  }

  String state(UUID campaign, UUID hostId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT state FROM assignment WHERE campaign_id = ? AND host_id = ?")
                .bind(0, campaign)
                .bind(1, hostId)
                .mapTo(String.class)
                .one());
  }
}
