package mimir.dispatch.hosts;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.runtime.TopicNames;
import mimir.testing.Tokens;
import org.assertj.core.groups.Tuple;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class HostResourceTest {
  @Inject Jdbi jdbi;
  @Inject TopicNames topics;

  private GivenHosts hosts;

  @BeforeEach
  void hosts() {
    hosts = new GivenHosts(jdbi, Instant.now());
  }

  @Test
  void a_host_is_told_with_all_of_its_fields() {
    var id = hosts.host("web", "linux", "5.23.0", Instant.now());
    hosts.set(id, "labels = '{\"env\": \"prod\"}'");

    olga()
        .queryParam("q", hosts.mark)
        .queryParam("label", "env=prod")
        .queryParam("status", "online")
        .queryParam("platform", "linux")
        .queryParam("osquery_version", "5.23.0")
        .get("/api/v1/hosts")
        .then()
        .statusCode(200)
        .body("items.id", contains(id.toString()))
        .body("items[0].hostname", equalTo(hosts.mark + "-web"))
        .body("items[0].platform", equalTo("linux"))
        .body("items[0].os_version", equalTo("Debian 13"))
        .body("items[0].arch", equalTo("x86_64"))
        .body("items[0].ip", equalTo("10.0.0.1"))
        .body("items[0].osquery_version", equalTo("5.23.0"))
        .body("items[0].status", equalTo("online"))
        .body("items[0].connected", equalTo(true))
        .body("items[0].last_seen", notNullValue())
        .body("items[0].enrolled_at", notNullValue())
        .body("items[0].labels.env", equalTo("prod"))
        .body("items[0].decommissioned_at", nullValue())
        .body("next_cursor", nullValue());
  }

  @Test
  void a_decommissioned_host_is_listed_by_its_status_and_is_not_connected() {
    hosts.set(hosts.host("gone"), "decommissioned_at = last_seen");
    hosts.host("here");

    olga()
        .queryParam("q", hosts.mark)
        .queryParam("status", "decommissioned")
        .get("/api/v1/hosts")
        .then()
        .statusCode(200)
        .body("items.hostname", contains(hosts.mark + "-gone"))
        .body("items[0].status", equalTo("decommissioned"))
        .body("items[0].connected", equalTo(false))
        .body("items[0].decommissioned_at", notNullValue());
  }

  @Test
  void a_cursor_goes_on_under_the_same_filter() {
    hosts.host("a", "linux", "5.23.0", Instant.now());
    hosts.host("b", "darwin", "5.23.0", Instant.now());
    hosts.host("c", "linux", "5.23.0", Instant.now());
    var query = "/api/v1/hosts?platform=linux&limit=1&q=" + hosts.mark;

    String cursor =
        olga()
            .get(query)
            .then()
            .body("items.hostname", contains(hosts.mark + "-a"))
            .extract()
            .path("next_cursor");

    olga()
        .get(query + "&cursor=" + cursor)
        .then()
        .body("items.hostname", contains(hosts.mark + "-c"))
        .body("next_cursor", nullValue());
  }

  @ParameterizedTest
  @CsvSource({
    "status, gone",
    "platform, aix",
    "label, Env=x",
    "osquery_version, 5%00",
    "q, a%00b",
    "limit, 501"
  })
  void a_bad_filter_is_refused_by_its_field(String field, String value) {
    olga()
        .urlEncodingEnabled(false)
        .get("/api/v1/hosts?" + field + "=" + value)
        .then()
        .statusCode(422)
        .body("code", equalTo("invalid_field"))
        .body("field", equalTo(field));
  }

  @Test
  void versions_are_counted_by_platform() {
    hosts.host("a", "linux", hosts.mark, Instant.now());

    olga()
        .get("/api/v1/hosts/versions")
        .then()
        .statusCode(200)
        .body(
            "items.find { it.osquery_version == '" + hosts.mark + "' }",
            equalTo(
                Map.of(
                    "osquery_version",
                    hosts.mark,
                    "platform",
                    "linux",
                    "hosts",
                    1,
                    "connected",
                    1)))
        .body("next_cursor", nullValue());
  }

  @Test
  void labels_are_set_by_anybody_and_told_with_who_did_it() {
    var id = hosts.host("web");
    hosts.set(id, "labels = '{\"old\": \"1\"}'");

    label(id, "{\"labels\":{\"env\":\"prod\",\"site\":\"Köln\"}}")
        .statusCode(200)
        .body("id", equalTo(id.toString()))
        .body("labels", equalTo(Map.of("env", "prod", "site", "Köln")));

    assertThat(told(id))
        .containsExactly(
            tuple("mimir.host.labelled.v1", "olga", topics.of(Topics.HOST_ACTIONS)),
            tuple("mimir.host.changed.v1", null, topics.of(Topics.HOSTS)));
    assertThat(payloads(id)).allMatch(payload -> payload.contains("\"env\":\"prod\""));
  }

  @Test
  void the_same_labels_again_tell_nothing() {
    var id = hosts.host("web");
    var body = "{\"labels\":{\"env\":\"prod\"}}";
    label(id, body).statusCode(200);

    label(id, body).statusCode(200).body("labels.env", equalTo("prod"));

    assertThat(told(id)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"labels":{"Env":"prod"}}    | 422 | invalid_field
          {"labels":{"env":"\\u0000"}} | 422 | invalid_field
          {"labels":{"env":null}}      | 422 | invalid_field
          {"labels":null}              | 422 | invalid_field
          {}                           | 422 | invalid_field
          {"label":{}}                 | 400 | malformed_request
          {"labels":[]}                | 400 | malformed_request
          {"labels":{"env":{}}}        | 400 | malformed_request
          """)
  void what_is_no_set_of_labels_is_refused(String body, int status, String code) {
    label(hosts.host("web"), body).statusCode(status).body("code", equalTo(code));
  }

  private static ValidatableResponse label(UUID id, String body) {
    return olga().body(body).put("/api/v1/hosts/" + id + "/labels").then();
  }

  /** Type, actor and topic of what was recorded about the host, oldest first. */
  private List<Tuple> told(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT type, actor, topic FROM event WHERE message_key = :key ORDER BY id")
                .bind("key", id.toString())
                .map(
                    (row, _) ->
                        tuple(
                            row.getString("type"), row.getString("actor"), row.getString("topic")))
                .list());
  }

  private List<String> payloads(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT payload FROM event WHERE message_key = :key")
                .bind("key", id.toString())
                .mapTo(String.class)
                .list());
  }

  private static RequestSpecification olga() {
    return given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + Tokens.operator("olga"));
  }
}
