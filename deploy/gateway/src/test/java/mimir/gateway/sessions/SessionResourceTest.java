package mimir.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import mimir.gateway.Browser;
import mimir.gateway.EchoServices;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@QuarkusTestResource(EchoServices.class)
class SessionResourceTest {
  @Inject Jdbi jdbi;

  @Test
  void signing_in_opens_a_session_that_says_who_one_is() {
    var me = Browser.json(Browser.admin().get("/api/v1/session"));

    assertThat(me.get("username").asText()).isEqualTo("admin");
    assertThat(me.get("role").asText()).isEqualTo("admin");
    assertThat(me.get("capabilities")).isEmpty();
    assertThat(me.get("csrf_token").asText()).hasSize(43);
    assertThat(me.get("sign_in").asText()).isEqualTo("local");
  }

  @Test
  void the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    var opened = Browser.anonymous().signIn("admin", Browser.ADMIN_PASSWORD);

    // Names of attributes have no case.
    assertThat(opened.headers().firstValue("Set-Cookie").orElseThrow().toLowerCase(Locale.ROOT))
        .contains("httponly", "samesite=lax", "path=/", "max-age=43200")
        .doesNotContain("secure", "version");
  }

  @Test
  void the_cookies_token_is_nowhere_in_the_database() {
    var cookie = Browser.admin().cookie().split("=", 2)[1];

    assertThat(rows("SELECT session::text FROM session"))
        .isNotEmpty()
        .noneMatch(row -> row.contains(cookie));
    assertThat(rows("SELECT payload FROM event")).noneMatch(row -> row.contains(cookie));
  }

  @Test
  void a_wrong_password_and_an_unknown_name_are_told_alike() {
    var wrong = Browser.anonymous().signIn("somebody", "not the right password");
    var unknown = Browser.anonymous().signIn("nobody at all", "not the right password");

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(Browser.code(wrong)).isEqualTo("bad_credentials");
    assertThat(unknown.body()).isEqualTo(wrong.body());
  }

  @Test
  void after_five_failures_even_the_right_password_waits() {
    Browser.admin()
        .call(
            "POST",
            "/api/v1/users",
            "{\"username\":\"erin\",\"password\":\"erin has a long one\",\"role\":\"operator\"}");
    List<Integer> failures =
        IntStream.range(0, 5)
            .mapToObj(_ -> Browser.anonymous().signIn("erin", "wrong").statusCode())
            .toList();

    var sixth = Browser.anonymous().signIn("erin", "erin has a long one");

    assertThat(failures).containsOnly(401);
    assertThat(sixth.statusCode()).isEqualTo(429);
    assertThat(Browser.code(sixth)).isEqualTo("too_many_attempts");
    assertThat(sixth.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
  }

  @Test
  void a_burst_of_guesses_gets_no_more_than_five() {
    long tried =
        IntStream.range(0, 20)
            .parallel()
            .filter(_ -> Browser.anonymous().signIn("burst", "wrong").statusCode() == 401)
            .count();

    assertThat(tried).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "text/json"})
  void another_sites_form_cannot_sign_anybody_in(String type) {
    var answer =
        Browser.anonymous().call("POST", "/api/v1/session", "{}", Map.of("Content-Type", type));

    assertThat(answer.statusCode()).isEqualTo(415);
  }

  @Test
  void signing_out_ends_the_session_at_once() {
    var browser = Browser.admin();
    assertThat(browser.get("/api/v1/hosts").statusCode()).isEqualTo(200);

    assertThat(browser.call("DELETE", "/api/v1/session", null).statusCode()).isEqualTo(204);

    assertThat(browser.get("/api/v1/session").statusCode()).isEqualTo(401);
    assertThat(browser.get("/api/v1/hosts").statusCode()).isEqualTo(401);
  }

  @Test
  void signing_out_needs_the_csrf_token() {
    var answer = Browser.admin().withoutCsrfToken().call("DELETE", "/api/v1/session", null);

    assertThat(Browser.code(answer)).isEqualTo("csrf_required");
  }

  @Test
  void every_opening_closing_and_refusal_is_an_event() {
    var browser = Browser.admin();
    browser.call("DELETE", "/api/v1/session", null);
    Browser.anonymous().signIn("mallory", "guess");

    assertThat(rows("SELECT type || ' ' || message_key FROM event WHERE topic LIKE '%access'"))
        .contains(
            "mimir.session.opened.v1 admin",
            "mimir.session.closed.v1 admin",
            "mimir.session.refused.v1 mallory");
  }

  @Test
  void a_refusal_does_not_keep_what_may_be_a_password() {
    Browser.anonymous().signIn("my secret pass phrase!", "x");

    assertThat(rows("SELECT payload FROM event")).noneMatch(row -> row.contains("secret pass"));
  }

  private List<String> rows(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
