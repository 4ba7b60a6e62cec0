package mimir.gateway.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.gateway.Browser;
import mimir.gateway.EchoServices;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@QuarkusTestResource(EchoServices.class)
class UserResourceTest {
  private static final String PASSWORD = "long enough to be one";

  @Inject Jdbi jdbi;

  @Test
  void an_admin_makes_an_account_that_can_sign_in() {
    var name = create("operator", "can_launch_fleet_hunts");

    var me = Browser.json(Browser.signedIn(name, PASSWORD).get("/api/v1/session"));

    assertThat(me.get("role").asText()).isEqualTo("operator");
    assertThat(me.get("capabilities").get(0).asText()).isEqualTo("can_launch_fleet_hunts");
  }

  @Test
  void an_account_is_told_as_events_and_its_password_never() {
    var name = create("operator");
    patch(name, "{\"role\":\"admin\"}");
    patch(name, "{\"role\":\"admin\"}");

    assertThat(rows("SELECT type FROM event WHERE stream = 'user:" + name + "' ORDER BY version"))
        .containsExactly("mimir.user.created.v1", "mimir.user.changed.v1");
    assertThat(rows("SELECT payload FROM event")).noneMatch(row -> row.contains(PASSWORD));
    assertThat(rows("SELECT password_hash FROM account")).allMatch(hash -> hash.startsWith("$2"));
  }

  @Test
  void a_name_is_taken_once_whatever_its_capitals() {
    var name = create("operator");

    for (String taken : List.of(name, name.toUpperCase(Locale.ROOT))) {
      var answer = Browser.admin().call("POST", "/api/v1/users", user(taken, "operator"));
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(Browser.code(answer)).isEqualTo("user_exists");
    }
  }

  @Test
  void only_admins_see_or_touch_accounts() {
    var operator = Browser.signedIn(create("operator"), PASSWORD);

    for (var answer :
        List.of(
            operator.get("/api/v1/users"),
            operator.call("POST", "/api/v1/users", user("eve", "admin")),
            operator.call("PATCH", "/api/v1/users/admin", "{\"disabled\":true}"))) {
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(Browser.code(answer)).isEqualTo("forbidden");
    }
    assertThat(Browser.anonymous().get("/api/v1/users").statusCode()).isEqualTo(401);
  }

  @Test
  void a_new_role_holds_for_the_session_that_is_open() {
    var name = create("operator");
    var browser = Browser.signedIn(name, PASSWORD);
    assertThat(browser.get("/api/v1/users").statusCode()).isEqualTo(403);

    patch(name, "{\"role\":\"admin\"}");
    assertThat(browser.get("/api/v1/users").statusCode()).isEqualTo(200);

    patch(name, "{\"role\":\"operator\"}");
    assertThat(browser.get("/api/v1/users").statusCode()).isEqualTo(403);
  }

  @Test
  void a_disabled_account_is_out_at_once_and_stays_out() {
    var name = create("operator");
    var browser = Browser.signedIn(name, PASSWORD);

    patch(name, "{\"disabled\":true}");

    assertThat(browser.get("/api/v1/hosts").statusCode()).isEqualTo(401);
    assertThat(browser.signIn(name, PASSWORD).statusCode()).isEqualTo(401);
  }

  @Test
  void a_new_password_ends_the_sessions_of_the_old() {
    var name = create("operator");
    var browser = Browser.signedIn(name, PASSWORD);

    patch(name, "{\"password\":\"another one that is long\"}");

    assertThat(browser.get("/api/v1/session").statusCode()).isEqualTo(401);
    assertThat(browser.signIn(name, PASSWORD).statusCode()).isEqualTo(401);
    assertThat(browser.signIn(name, "another one that is long").statusCode()).isEqualTo(204);
  }

  @Test
  void one_admin_is_left_when_two_take_away_each_other() {
    var admins = IntStream.range(0, 4).mapToObj(_ -> create("admin")).toList();
    var browsers = admins.stream().map(name -> Browser.signedIn(name, PASSWORD)).toList();
    var everybody = rows("SELECT username FROM account WHERE role = 'admin' AND NOT disabled");
    everybody.stream()
        .filter(name -> !admins.contains(name))
        .forEach(name -> browsers.getFirst().call("PATCH", path(name), "{\"role\":\"operator\"}"));

    // Each the next one, all at the same time.
    IntStream.range(0, 4)
        .parallel()
        .forEach(
            i ->
                browsers
                    .get(i)
                    .call("PATCH", path(admins.get((i + 1) % 4)), "{\"disabled\":true}"));

    var left = rows("SELECT username FROM account WHERE role = 'admin' AND NOT disabled");
    jdbi.useHandle(
        handle -> handle.execute("UPDATE account SET role = 'admin' WHERE username = 'admin'"));
    assertThat(left).isNotEmpty();
  }

  @Test
  void what_cannot_be_is_refused_by_field() {
    var admin = Browser.admin();

    assertThat(field(admin.call("POST", "/api/v1/users", user("bob", "root")))).isEqualTo("role");
    assertThat(field(admin.call("POST", "/api/v1/users", "{\"username\":\"bob\"}")))
        .isEqualTo("password");
    assertThat(field(admin.call("PATCH", "/api/v1/users/admin", "{\"password\":\"short\"}")))
        .isEqualTo("password");
    assertThat(Browser.code(admin.call("POST", "/api/v1/users", "{\"admin\":true}")))
        .isEqualTo("malformed_request");
    assertThat(admin.call("PATCH", "/api/v1/users/nobody", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void the_list_goes_on_behind_its_cursor() {
    create("operator");
    var admin = Browser.admin();
    var first = Browser.json(admin.get("/api/v1/users?limit=1"));
    var second =
        Browser.json(
            admin.get("/api/v1/users?limit=1&cursor=" + first.get("next_cursor").asText()));

    assertThat(first.get("items")).hasSize(1);
    assertThat(first.get("items").get(0).has("password_hash")).isFalse();
    assertThat(second.get("items").get(0).get("username"))
        .isNotEqualTo(first.get("items").get(0).get("username"));
    assertThat(Browser.code(admin.get("/api/v1/users?cursor=x"))).isEqualTo("malformed_request");
  }

  private String create(String role, String... capabilities) {
    var name = "u" + UUID.randomUUID();
    var answer = Browser.admin().call("POST", "/api/v1/users", user(name, role, capabilities));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).contains("/api/v1/users/" + name);
    return name;
  }

  private static void patch(String name, String body) {
    var answer = Browser.admin().call("PATCH", path(name), body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String path(String name) {
    return "/api/v1/users/" + name;
  }

  private static String user(String name, String role, String... capabilities) {
    var quoted = List.of(capabilities).stream().map(each -> "\"" + each + "\"").toList();
    return "{\"username\":\"%s\",\"password\":\"%s\",\"role\":\"%s\",\"capabilities\":%s}"
        .formatted(name, PASSWORD, role, quoted);
  }

  private static String field(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    return Browser.json(answer).get("field").asText();
  }

  private List<String> rows(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
