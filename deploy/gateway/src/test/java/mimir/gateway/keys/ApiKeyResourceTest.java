package mimir.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.gateway.Browser;
import mimir.gateway.EchoServices;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P-7; also the statements of {@link KeyTables}. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@QuarkusTestResource(EchoServices.class)
class ApiKeyResourceTest {
  private static final String KEYS = "/api/v1/api-keys";
  private static final String PASSWORD = "long enough to be one";

  @Inject Jdbi jdbi;

  private final String username = "k" + UUID.randomUUID().toString().substring(0, 8);

  private Browser person(String role) {
    var made =
        Browser.admin()
            .call(
                "POST",
                "/api/v1/users",
                "{\"username\":\"%s\",\"password\":\"%s\",\"role\":\"%s\"}"
                    .formatted(username, PASSWORD, role));
    assertThat(made.statusCode()).isEqualTo(201);
    return Browser.signedIn(username, PASSWORD);
  }

  private static JsonNode made(Browser person, String name) {
    var answer = person.call("POST", KEYS, "{\"name\":\"" + name + "\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Browser.json(answer);
  }

  private static HttpResponse<String> with(JsonNode key, String method, String target) {
    return with(key.get("key").asText(), method, target);
  }

  private static HttpResponse<String> with(String key, String method, String target) {
    return Browser.anonymous()
        .call(
            method,
            target,
            method.equals("GET") ? null : "{}",
            Map.of("Authorization", "Bearer " + key));
  }

  /** The claims of the token that the service was shown. */
  private static JsonNode claims(HttpResponse<String> echoed) {
    String token =
        echoed
            .body()
            .lines()
            .filter(line -> line.startsWith("Authorization: Bearer "))
            .findFirst()
            .orElseThrow()
            .substring("Authorization: Bearer ".length());
    byte[] json = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_key_calls_as_its_person_and_is_named() {
    JsonNode key = made(person("operator"), "ci");

    var answer = with(key, "POST", "/api/v1/campaigns/7/stop");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain(key.get("key").asText());
    assertThat(claims(answer).get("upn").asText()).isEqualTo(username);
    assertThat(claims(answer).get("groups").get(0).asText()).isEqualTo("operator");
    assertThat(claims(answer).get("api_key").asText()).isEqualTo("ci");
    JsonNode me = Browser.json(with(key, "GET", "/api/v1/session"));
    assertThat(me.get("username").asText()).isEqualTo(username);
  }

  @Test
  void a_session_names_no_key() {
    assertThat(claims(Browser.admin().get("/api/v1/hosts")).has("api_key")).isFalse();
  }

  @Test
  void its_text_is_shown_once_and_stored_nowhere() {
    Browser person = person("operator");
    String text = made(person, "once").get("key").asText();

    assertThat(text).matches("mimir_[A-Za-z0-9_-]{43}");
    assertThat(person.get(KEYS).body()).contains("once").doesNotContain(text);
    assertThat(rows("SELECT api_key::text FROM api_key")).noneMatch(row -> row.contains(text));
    assertThat(rows("SELECT payload FROM event")).noneMatch(row -> row.contains(text));
  }

  @Test
  void a_deleted_key_opens_nothing_any_more() {
    Browser person = person("operator");
    JsonNode key = made(person, "short");
    assertThat(with(key, "GET", "/api/v1/hosts").statusCode()).isEqualTo(200);
    String path = KEYS + "/" + key.get("id").asText();

    assertThat(person.call("DELETE", path, null).statusCode()).isEqualTo(204);

    assertThat(with(key, "GET", "/api/v1/hosts").statusCode()).isEqualTo(401);
    assertThat(person.call("DELETE", path, null).statusCode()).isEqualTo(404);
    assertThat(rows("SELECT type FROM event WHERE stream = 'api-keys:" + username + "'"))
        .containsExactlyInAnyOrder("mimir.api_key.created.v1", "mimir.api_key.deleted.v1");
  }

  @Test
  void a_key_has_what_its_person_has_now() {
    JsonNode key = made(person("admin"), "was-admin");
    assertThat(with(key, "GET", "/api/v1/users").statusCode()).isEqualTo(200);

    patch("{\"role\":\"operator\"}");
    assertThat(with(key, "GET", "/api/v1/users").statusCode()).isEqualTo(403);

    patch("{\"disabled\":true}");
    assertThat(with(key, "GET", "/api/v1/session").statusCode()).isEqualTo(401);
  }

  private void patch(String change) {
    assertThat(Browser.admin().call("PATCH", "/api/v1/users/" + username, change).statusCode())
        .isEqualTo(200);
  }

  @Test
  void everybody_sees_their_own_and_admins_all() {
    Browser person = person("operator");
    JsonNode key = made(person, "mine");
    JsonNode admins = made(Browser.admin(), "admins-" + username);

    assertThat(ids(person)).containsExactly(key.get("id").asText());
    assertThat(ids(Browser.admin())).contains(key.get("id").asText(), admins.get("id").asText());
    assertThat(person.call("DELETE", KEYS + "/" + admins.get("id").asText(), null).statusCode())
        .isEqualTo(404);
    assertThat(
            Browser.admin().call("DELETE", KEYS + "/" + key.get("id").asText(), null).statusCode())
        .isEqualTo(204);
  }

  private static List<String> ids(Browser person) {
    var ids = new ArrayList<String>();
    Browser.json(person.get(KEYS + "?limit=500"))
        .get("items")
        .forEach(item -> ids.add(item.get("id").asText()));
    return ids;
  }

  /** Whoever finds a key cannot stay when it is deleted. */
  @ParameterizedTest
  @CsvSource({
    "POST,   /api/v1/api-keys",
    "POST,   /api/v1/users",
    "PATCH,  /api/v1/users/admin",
    "DELETE, /api/v1/session",
    "DELETE, /api/v1/api-keys/00000000-0000-7000-8000-000000000000"
  })
  void of_accounts_keys_and_sessions_a_key_only_reads(String method, String target) {
    JsonNode key = made(person("admin"), "found");

    var answer = with(key, method, target);

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(Browser.code(answer)).isEqualTo("forbidden");
    assertThat(with(key, "GET", KEYS).statusCode()).isEqualTo(200);
  }

  /** What whoever knew the old password has made ends with it. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"disabled\":true}", "{\"password\":\"another one that is long\"}"})
  void a_new_password_or_a_disabled_account_has_no_keys(String change) {
    JsonNode key = made(person("operator"), "old");
    assertThat(with(key, "GET", "/api/v1/hosts").statusCode()).isEqualTo(200);

    patch(change);

    assertThat(with(key, "GET", "/api/v1/hosts").statusCode()).isEqualTo(401);
    patch("{\"disabled\":false}");
    assertThat(with(key, "GET", "/api/v1/hosts").statusCode()).isEqualTo(401);
    assertThat(rows("SELECT type FROM event WHERE stream = 'api-keys:" + username + "'"))
        .contains("mimir.api_key.deleted.v1");
  }

  /** As of a session that another replica still remembers. */
  @Test
  void a_session_that_has_ended_makes_no_key() {
    Browser person = person("operator");
    jdbi.useHandle(handle -> handle.execute("DELETE FROM session WHERE username = ?", username));

    var answer = person.call("POST", KEYS, "{\"name\":\"late\"}");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(rows("SELECT name FROM api_key WHERE username = '" + username + "'")).isEmpty();
  }

  @Test
  void a_key_of_nobody_is_not_helped_by_a_cookie() {
    String nobodys = "mimir_" + "A".repeat(43);

    assertThat(with(nobodys, "GET", "/api/v1/hosts").statusCode()).isEqualTo(401);
    assertThat(
            Browser.admin()
                .call("GET", "/api/v1/hosts", null, Map.of("Authorization", "Bearer " + nobodys))
                .statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ci", "ci ", "a/b", "<b>", "a\\nb"})
  void a_name_is_plain(String name) {
    var answer = Browser.admin().call("POST", KEYS, "{\"name\":\"" + name + "\"}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(Browser.json(answer).get("field").asText()).isEqualTo("name");
  }

  @Test
  void a_name_is_taken_once_by_a_person() {
    Browser person = person("operator");
    made(person, "CI");

    var again = person.call("POST", KEYS, "{\"name\":\"ci\"}");

    assertThat(again.statusCode()).isEqualTo(422);
    assertThat(Browser.json(again).get("detail").asText()).contains("already");
  }

  @Test
  void a_change_of_keys_needs_the_pages_token_and_somebody() {
    assertThat(
            Browser.admin().withoutCsrfToken().call("POST", KEYS, "{\"name\":\"x\"}").statusCode())
        .isEqualTo(403);
    assertThat(Browser.anonymous().get(KEYS).statusCode()).isEqualTo(401);
  }

  @Test
  void when_it_was_used_is_known() {
    Browser person = person("operator");
    JsonNode key = made(person, "used");
    assertThat(Browser.json(person.get(KEYS)).at("/items/0/last_used_at").isNull()).isTrue();

    with(key, "GET", "/api/v1/hosts");

    assertThat(Browser.json(person.get(KEYS)).at("/items/0/last_used_at").asText())
        .startsWith("20");
  }

  private List<String> rows(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
