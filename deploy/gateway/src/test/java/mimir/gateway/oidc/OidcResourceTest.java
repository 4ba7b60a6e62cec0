package mimir.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.gateway.Browser;
import mimir.gateway.EchoServices;
import mimir.gateway.oidc.StandInProvider.Visitor;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@QuarkusTestResource(EchoServices.class)
@QuarkusTestResource(StandInProvider.class)
class OidcResourceTest {
  private static final String OIDC = "/api/v1/session/oidc";

  @Inject Jdbi jdbi;

  @AfterEach
  void the_provider_is_honest_again() {
    StandInProvider.error = null;
    StandInProvider.otherKey = null;
  }

  @Test
  void somebody_whom_the_provider_knows_gets_a_session_and_an_account() {
    var browser = signedIn(new Visitor(subject(), "sso-ann", "mimir-operator", "staff"));

    var me = Browser.json(browser.get("/api/v1/session"));

    assertThat(me.get("username").asText()).isEqualTo("sso-ann");
    assertThat(me.get("role").asText()).isEqualTo("operator");
    assertThat(me.get("sign_in").asText()).isEqualTo("oidc");
    assertThat(browser.get("/api/v1/hosts").statusCode()).isEqualTo(200);
    assertThat(browser.get("/api/v1/users").statusCode()).isEqualTo(403);
    var user = user("sso-ann");
    assertThat(user).contains("\"sign_in\":\"oidc\"", "\"created_by\":\"oidc\"");
  }

  @Test
  void what_somebody_may_do_is_what_the_provider_says_at_each_sign_in() {
    var subject = subject();
    signedIn(new Visitor(subject, "sso-bob", "mimir-admin"));
    var operator = signedIn(new Visitor(subject, "sso-bob", "mimir-operator", "mimir-fleet-hunts"));

    var me = Browser.json(operator.get("/api/v1/session"));

    assertThat(me.get("role").asText()).isEqualTo("operator");
    assertThat(me.get("capabilities").toString()).isEqualTo("[\"can_launch_fleet_hunts\"]");
    assertThat(types("sso-bob"))
        .containsExactly(
            "mimir.user.created.v1",
            "mimir.session.opened.v1",
            "mimir.user.changed.v1",
            "mimir.session.opened.v1");
  }

  @Test
  void a_person_is_the_subject_whatever_their_name_is_now() {
    var subject = subject();
    signedIn(new Visitor(subject, "sso-carol", "mimir-operator"));

    var renamed = signedIn(new Visitor(subject, "sso-carol-smith", "mimir-operator"));
    var other = comesBack(new Visitor(subject(), "sso-carol", "mimir-admin"));

    assertThat(Browser.json(renamed.get("/api/v1/session")).get("username").asText())
        .isEqualTo("sso-carol");
    assertThat(location(other)).isEqualTo("/?sign_in_problem=username_taken");
  }

  @Test
  void nobody_becomes_a_local_account_by_its_name() {
    for (String name : List.of("admin", "ADMIN")) {
      var answer = comesBack(new Visitor(subject(), name, "mimir-operator"));

      assertThat(location(answer)).isEqualTo("/?sign_in_problem=username_taken");
      assertThat(sessionCookie(answer)).isEmpty();
    }
  }

  @Test
  void without_a_role_or_a_name_there_is_no_account() {
    assertThat(location(comesBack(new Visitor(subject(), "sso-dave", "staff"))))
        .isEqualTo("/?sign_in_problem=no_role");
    assertThat(location(comesBack(new Visitor(subject(), "a b", "mimir-admin"))))
        .isEqualTo("/?sign_in_problem=no_username");
    assertThat(location(comesBack(new Visitor(subject(), "system", "mimir-admin"))))
        .isEqualTo("/?sign_in_problem=no_username");
    var nameless =
        new Visitor(subject(), "x", "mimir-admin").with(c -> c.unsetClaim("preferred_username"));
    assertThat(location(comesBack(nameless))).isEqualTo("/?sign_in_problem=no_username");
    var listed =
        new Visitor(subject(), "x", "mimir-admin")
            .with(c -> c.setStringListClaim("preferred_username", "a", "b"));
    assertThat(location(comesBack(listed))).isEqualTo("/?sign_in_problem=no_username");
    var flattened =
        new Visitor(subject(), "sso-dave")
            .with(c -> c.setStringClaim("groups", "former mimir-admin holders"));
    assertThat(location(comesBack(flattened))).isEqualTo("/?sign_in_problem=no_role");
    assertThat(user("sso-dave")).isEmpty();
    assertThat(types("sso-dave")).containsOnly("mimir.session.refused.v1");
  }

  @Test
  void a_disabled_person_stays_out_and_is_out_at_once() {
    var visitor = new Visitor(subject(), "sso-erin", "mimir-operator");
    var erin = signedIn(visitor);
    Browser.admin().call("PATCH", "/api/v1/users/sso-erin", "{\"disabled\":true}");

    assertThat(erin.get("/api/v1/session").statusCode()).isEqualTo(401);
    assertThat(location(comesBack(visitor))).isEqualTo("/?sign_in_problem=disabled");
  }

  @Test
  void who_comes_back_without_a_role_has_nothing_open_any_more() {
    var subject = subject();
    var before = signedIn(new Visitor(subject, "sso-lea", "mimir-admin"));
    String key =
        Browser.json(before.call("POST", "/api/v1/api-keys", "{\"name\":\"ci\"}"))
            .get("key")
            .asText();
    var bearer = Map.of("Authorization", "Bearer " + key);
    assertThat(Browser.anonymous().call("GET", "/api/v1/hosts", null, bearer).statusCode())
        .isEqualTo(200);

    assertThat(location(comesBack(new Visitor(subject, "sso-lea", "staff"))))
        .isEqualTo("/?sign_in_problem=no_role");

    assertThat(before.get("/api/v1/session").statusCode()).isEqualTo(401);
    assertThat(Browser.anonymous().call("GET", "/api/v1/hosts", null, bearer).statusCode())
        .isEqualTo(401);
    var again = signedIn(new Visitor(subject, "sso-lea", "mimir-operator"));
    assertThat(again.get("/api/v1/hosts").statusCode()).isEqualTo(200);
  }

  @Test
  void the_last_admin_with_a_password_stays_one_whoever_else_is_an_admin() {
    signedIn(new Visitor(subject(), "sso-max", "mimir-admin"));
    var admins =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT username FROM account WHERE role = 'admin' AND NOT disabled"
                            + " AND password_hash IS NOT NULL AND username <> 'admin'")
                    .mapTo(String.class)
                    .list());
    for (String other : admins) {
      Browser.admin().call("PATCH", "/api/v1/users/" + other, "{\"disabled\":true}");
    }

    var answer = Browser.admin().call("PATCH", "/api/v1/users/admin", "{\"disabled\":true}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("with a password");
    assertThat(
            Browser.admin()
                .call("PATCH", "/api/v1/users/sso-max", "{\"disabled\":true}")
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void an_admin_changes_no_more_of_them_than_that_they_may_sign_in() {
    signedIn(new Visitor(subject(), "sso-fred", "mimir-operator"));
    var admin = Browser.admin();

    for (String change :
        List.of(
            "{\"role\":\"admin\"}",
            "{\"capabilities\":[\"can_launch_fleet_hunts\"]}",
            "{\"password\":\"a password of his own\"}")) {
      var answer = admin.call("PATCH", "/api/v1/users/sso-fred", change);
      assertThat(Browser.code(answer)).isEqualTo("invalid_field");
    }
    assertThat(
            admin.call("PATCH", "/api/v1/users/sso-fred", "{\"role\":\"operator\"}").statusCode())
        .isEqualTo(200);
    assertThat(Browser.anonymous().signIn("sso-fred", "a password of his own").statusCode())
        .isEqualTo(401);
  }

  @Test
  void a_token_that_does_not_hold_opens_nothing() {
    var person = new Visitor(subject(), "sso-gil", "mimir-admin");

    failed(comesBack(person.with(claims -> claims.setClaim("nonce", "another"))));
    failed(comesBack(person.with(claims -> claims.unsetClaim("nonce"))));
    failed(comesBack(person.with(claims -> claims.setAudience("another client"))));
    failed(comesBack(person.with(claims -> claims.setIssuer("https://evil.example"))));
    failed(
        comesBack(
            person.with(claims -> claims.setExpirationTime(NumericDate.fromSeconds(1_000_000)))));
    failed(comesBack(person.with(claims -> claims.unsetClaim("sub"))));
    failed(comesBack(person.with(claims -> claims.setSubject("x".repeat(256)))));
    failed(comesBack(person.with(claims -> claims.setSubject("a\0b"))));
    StandInProvider.otherKey = StandInProvider.newKey();
    failed(comesBack(person));
    // A key that the provider does not list, whatever it would say when it is asked of the token.
    StandInProvider.otherKey.setKeyId("key-2");
    failed(comesBack(person));
    assertThat(user("sso-gil")).isEmpty();
  }

  @Test
  void a_code_counts_once_and_only_in_the_browser_that_asked() {
    StandInProvider.visitor = new Visitor(subject(), "sso-hal", "mimir-operator");
    var asked = Browser.anonymous().get(OIDC);
    var sent = Browser.visit(location(asked), Map.of());
    var back = path(location(sent));

    // Somebody else's browser has no such state.
    failed(Browser.anonymous().get(back));

    var cookie = Map.of("Cookie", stateCookie(asked));
    assertThat(location(Browser.anonymous().call("GET", back, null, cookie))).isEqualTo("/");
    failed(Browser.anonymous().call("GET", back, null, cookie));
  }

  @Test
  void a_no_of_the_provider_comes_back_to_the_sign_in_page() {
    StandInProvider.error = "access_denied";

    failed(comesBack(new Visitor(subject(), "sso-ida", "mimir-operator")));
    failed(Browser.anonymous().get(OIDC + "?error=%0d%0aforged&state=x"));
    assertThat(types("?")).contains("mimir.session.refused.v1");
  }

  @Test
  void an_address_that_is_no_query_is_refused_like_all_else() {
    failed(Browser.anonymous().get(OIDC + "?code=1&state=2"));
  }

  @Test
  void the_providers_tokens_are_kept_by_nobody() {
    var answer = comesBack(new Visitor(subject(), "sso-jan", "mimir-operator"));

    // The session of ours, and the end of the flow's state.
    assertThat(answer.headers().allValues("Set-Cookie"))
        .hasSize(2)
        .anySatisfy(cookie -> assertThat(cookie).matches("mimir_session=[A-Za-z0-9_-]{43};.*"))
        .anySatisfy(cookie -> assertThat(cookie).matches("q_auth_[^=]+=; Max-Age=0;.*"));
    assertThat(sessionCookie(answer).toLowerCase(Locale.ROOT))
        .contains("httponly", "samesite=lax", "path=/;");
  }

  @Test
  void a_cookie_of_the_library_opens_nothing() {
    for (String target : List.of("/api/v1/session", "/api/v1/users", "/api/v1/hosts")) {
      for (String name : List.of("q_session", "q_session_plain", "q_session_tls")) {
        var answer =
            Browser.anonymous().call("GET", target, null, Map.of("Cookie", name + "=none"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Browser.code(answer)).isEqualTo("unauthenticated");
      }
    }
    // Nor does it keep anybody out who has a session.
    signedIn(new Visitor(subject(), "sso-nat", "mimir-operator"));
    var both = Map.of("Cookie", Browser.admin().cookie() + "; q_session_plain=x");
    assertThat(Browser.anonymous().call("GET", "/api/v1/session", null, both).statusCode())
        .isEqualTo(200);
    var bearer = Map.of("Authorization", "Bearer x.y.z");
    assertThat(Browser.anonymous().call("GET", "/api/v1/users", null, bearer).statusCode())
        .isEqualTo(401);
  }

  @Test
  void a_cookie_of_the_library_does_not_keep_anybody_from_signing_in() {
    for (String name : List.of("q_session", "q_session_plain", "q_session_tls_chunk_1")) {
      var answer = Browser.anonymous().call("GET", OIDC, null, Map.of("Cookie", name + "=none"));
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(location(answer)).contains("/realm/authorize?").contains("code_challenge=");
    }
  }

  @Test
  void the_link_is_offered_without_beginning_anything() {
    var answer = Browser.anonymous().call("HEAD", OIDC, null);

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void the_first_time_twice_at_once_is_one_account() {
    var visitor = new Visitor(subject(), "sso-kim", "mimir-operator");

    var answers = IntStream.range(0, 8).parallel().mapToObj(_ -> comesBack(visitor)).toList();

    assertThat(answers).allSatisfy(answer -> assertThat(location(answer)).isEqualTo("/"));
    assertThat(types("sso-kim")).filteredOn("mimir.user.created.v1"::equals).hasSize(1);
  }

  private static void failed(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/?sign_in_problem=failed");
    assertThat(sessionCookie(answer)).isEmpty();
  }

  private static Browser signedIn(Visitor visitor) {
    var answer = comesBack(visitor);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo("/");
    return Browser.holding(sessionCookie(answer).split(";", 2)[0]);
  }

  /** The last answer of a whole flow: what the gateway says to who comes back. */
  private static HttpResponse<String> comesBack(Visitor visitor) {
    StandInProvider.visitor = visitor;
    var asked = Browser.anonymous().get(OIDC);
    assertThat(asked.statusCode()).isEqualTo(302);
    var sent = Browser.visit(location(asked), Map.of());
    assertThat(sent.statusCode()).isEqualTo(302);
    return Browser.anonymous()
        .call("GET", path(location(sent)), null, Map.of("Cookie", stateCookie(asked)));
  }

  private static String stateCookie(HttpResponse<String> asked) {
    return asked.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  private static String sessionCookie(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith("mimir_session="))
        .findFirst()
        .orElse("");
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static String path(String url) {
    return url.substring(url.indexOf('/', "http://".length()));
  }

  private static String subject() {
    return UUID.randomUUID().toString();
  }

  private static String user(String username) {
    for (var user : Browser.json(Browser.admin().get("/api/v1/users?limit=200")).get("items")) {
      if (user.get("username").asText().equals(username)) {
        return user.toString();
      }
    }
    return "";
  }

  private List<String> types(String username) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT type FROM event WHERE message_key = :name ORDER BY id")
                .bind("name", username)
                .mapTo(String.class)
                .list());
  }
}
