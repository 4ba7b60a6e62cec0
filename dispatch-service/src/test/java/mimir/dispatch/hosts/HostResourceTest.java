package mimir.dispatch.hosts;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class HostResourceTest {
  @Inject Jdbi jdbi;

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

  private static RequestSpecification olga() {
    return given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + Tokens.operator("olga"));
  }
}
