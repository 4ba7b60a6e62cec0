package mimir.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mimir.contracts.runtime.TopicNames;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class FlagResourceTest {
  private static final String FLAGS = "/api/v1/feature-flags";
  private static final String FLAG = FLAGS + "/offline_campaigns_enabled";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Inject Jdbi jdbi;
  @Inject TopicNames topics;

  @BeforeEach
  void a_fresh_deployment() {
    jdbi.useHandle(handle -> handle.execute("TRUNCATE event, flag"));
  }

  @ParameterizedTest(name = "{0}: {1} {2} by {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          F-1 | GET | ''         | ''                 | OPERATOR       | 200 |
          F-1 | GET | ''         | ''                 | ADMIN          | 200 |
          P-1 | GET | ''         | ''                 | ANONYMOUS      | 401 | unauthenticated
          P-1 | GET | ''         | ''                 | GARBAGE        | 401 | unauthenticated
          P-1 | GET | ''         | ''                 | EXPIRED        | 401 | unauthenticated
          P-1 | GET | ''         | ''                 | WRONG_AUDIENCE | 401 | unauthenticated
          P-1 | GET | ''         | ''                 | WRONG_ISSUER   | 401 | unauthenticated
          P-1 | GET | ''         | ''                 | UNSIGNED       | 401 | unauthenticated
          F-1 | PUT | /KEY       | {"enabled":true}   | ADMIN          | 200 |
          F-1 | PUT | /KEY       | {"enabled":true}   | OPERATOR       | 403 | forbidden
          P-1 | PUT | /KEY       | {"enabled":true}   | ANONYMOUS      | 401 | unauthenticated
          P-1 | PUT | /KEY       | {"enabled":true}   | EXPIRED        | 401 | unauthenticated
          P-1 | PUT | /KEY       | {"enabled":true}   | WRONG_AUDIENCE | 401 | unauthenticated
          P-1 | PUT | /KEY       | {"enabled":true}   | WRONG_ISSUER   | 401 | unauthenticated
          P-1 | PUT | /KEY       | {"enabled":true}   | UNSIGNED       | 401 | unauthenticated
          F-4 | PUT | /nope      | {"enabled":true}   | ADMIN          | 404 | unknown_flag
          F-4 | PUT | /nope      | {"enabled":true}   | OPERATOR       | 403 | forbidden
          api | PUT | /KEY       | {"enabled":        | ADMIN          | 400 | malformed_request
          api | PUT | /KEY       | {"enabled":"yes"}  | ADMIN          | 400 | malformed_request
          api | PUT | /KEY       | {"enabled":"true"} | ADMIN          | 400 | malformed_request
          api | PUT | /KEY       | {"enabled":1}      | ADMIN          | 400 | malformed_request
          api | PUT | /KEY       | {"on":true}        | ADMIN          | 400 | malformed_request
          api | PUT | /KEY       | [true]             | ADMIN          | 400 | malformed_request
          api | PUT | /KEY       | {}                 | ADMIN          | 422 | invalid_field
          F-1 | GET | /KEY/history | ''               | OPERATOR       | 200 |
          P-1 | GET | /KEY/history | ''               | ANONYMOUS      | 401 | unauthenticated
          P-1 | GET | /KEY/history | ''               | EXPIRED        | 401 | unauthenticated
          P-1 | GET | /KEY/history | ''               | WRONG_AUDIENCE | 401 | unauthenticated
          F-4 | GET | /nope/history | ''              | OPERATOR       | 404 | unknown_flag
          api | GET | /KEY/history?cursor=%21 | ''    | OPERATOR       | 400 | malformed_request
          api | GET | /KEY/history?cursor=YWJj | ''   | OPERATOR       | 400 | malformed_request
          api | GET | /KEY/history?limit=0 | ''       | OPERATOR       | 422 | invalid_field
          api | GET | /KEY/history?limit=501 | ''     | OPERATOR       | 422 | invalid_field
          """)
  void answers(
      String rule,
      String method,
      String path,
      String body,
      Caller caller,
      int status,
      String code) {
    var url = FLAGS + path.replace("KEY", "offline_campaigns_enabled");
    var request = caller.asks();
    var answer =
        (body.isEmpty() ? request : request.body(body))
            .request(method, url)
            .then()
            .statusCode(status);

    if (code != null) {
      answer.contentType("application/problem+json").body("code", equalTo(code));
      assertThat(events()).isZero();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "/api/v1/feature-flags/offline_campaigns_enabled;x",
    "/api/v1/feature-flags/offline_campaigns_enabled%3Bx",
    "/api/v1/feature-flags//offline_campaigns_enabled",
    "/api/v1/feature-flags/./offline_campaigns_enabled",
    "/api/v1/%66eature-flags/offline_campaigns_enabled",
    "/api/v1/feature-flags/x/%2e%2e/offline_campaigns_enabled",
    "/api/v1/feature-flags/offline_campaigns_enabled/",
    "/API/v1/feature-flags/offline_campaigns_enabled"
  })
  void no_spelling_of_the_path_lets_an_operator_flip(String path) {
    Caller.OPERATOR.asks().body("{\"enabled\":true}").put(path);
    Caller.ANONYMOUS.asks().body("{\"enabled\":true}").put(path);

    assertThat(events()).isZero();
  }

  @Test
  void a_flag_tells_everybody_who_changed_it_last() {
    Caller.OPERATOR.asks().get(FLAGS).then().body("items[0].updated_by", nullValue());

    flip(true).then().statusCode(200).body("enabled", equalTo(true));

    Caller.OPERATOR
        .asks()
        .get(FLAGS)
        .then()
        .body("items.key", contains("offline_campaigns_enabled"))
        .body("items[0].enabled", equalTo(true))
        .body("items[0].updated_by", equalTo("alice"))
        .body("next_cursor", nullValue());
  }

  @Test
  void setting_the_value_that_it_has_writes_no_second_event() {
    flip(true);

    flip(true).then().statusCode(200).body("enabled", equalTo(true));

    assertThat(events()).isEqualTo(1);
  }

  @Test
  void the_event_says_what_who_and_in_which_trace() {
    Caller.ADMIN
        .asks()
        .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
        .body("{\"enabled\":true}")
        .put(FLAG);

    Map<String, Object> row =
        jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM event").mapToMap().one());
    assertThat(row)
        .containsEntry("stream", "flag-offline_campaigns_enabled")
        .containsEntry("version", 1L)
        .containsEntry("topic", topics.of("flags"))
        .containsEntry("message_key", "offline_campaigns_enabled")
        .containsEntry("type", "mimir.flag.flipped.v1")
        .containsEntry("source", "/mimir/flag-service")
        .containsEntry("actor", "alice")
        .containsEntry(
            "payload", "{\"key\":\"offline_campaigns_enabled\",\"enabled\":true,\"by\":\"alice\"}");
    assertThat(row.get("traceparent").toString()).startsWith("00-" + TRACE + "-");
  }

  @Test
  void history_is_paged_newest_first() {
    List.of(true, false, true).forEach(this::flip);

    var first = Caller.OPERATOR.asks().get(FLAG + "/history?limit=2").then();
    String cursor = first.extract().path("next_cursor");
    var second = Caller.OPERATOR.asks().get(FLAG + "/history?limit=2&cursor=" + cursor).then();

    first.body("items.enabled", contains(true, false)).body("items[0].by", equalTo("alice"));
    second.body("items.enabled", contains(true)).body("next_cursor", nullValue());
  }

  @Test
  void of_flips_at_once_one_is_an_event() throws Exception {
    List<Callable<Integer>> flips = Collections.nCopies(8, () -> flip(true).statusCode());

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThat(threads.invokeAll(flips)).extracting(Future::get).containsOnly(200);
    }

    assertThat(events()).isEqualTo(1);
  }

  private Response flip(boolean enabled) {
    return Caller.ADMIN.asks().body("{\"enabled\":" + enabled + "}").put(FLAG);
  }

  private int events() {
    return jdbi.withHandle(
        handle -> handle.createQuery("SELECT count(*) FROM event").mapTo(Integer.class).one());
  }
}
