package mimir.campaign.queries;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import mimir.campaign.targets.SeededHosts;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class SavedQueryResourceTest {
  private static final String PATH = "/api/v1/saved-queries";
  private static final String STRANGER = "01900000-0000-7000-8000-0000000000ff";

  @Inject Jdbi jdbi;

  @Test
  void a_saved_query_has_exactly_the_documented_fields() {
    var created =
        as("olga")
            .body(
                """
                {"name":" Kernel ","description":"d","sql":" SELECT version\\nFROM kernel_info -- ü",
                 "scope":{"type":"os_in","os":["linux"]}}
                """)
            .post(PATH);

    assertThat(created.statusCode()).isEqualTo(201);
    var saved = created.jsonPath();
    assertThat(created.header("Location")).endsWith(PATH + "/" + saved.get("id"));
    assertThat(saved.getMap("$").keySet())
        .containsExactlyInAnyOrder(
            "id",
            "name",
            "description",
            "sql",
            "scope",
            "created_by",
            "created_at",
            "changed_by",
            "changed_at");
    assertThat(saved.getString("name")).isEqualTo("Kernel");
    assertThat(saved.getString("sql")).isEqualTo(" SELECT version\nFROM kernel_info -- ü");
    assertThat(saved.getString("created_by")).isEqualTo("olga");
    assertThat(saved.getString("created_at")).endsWith("Z");
    assertThat(saved.getString("changed_at")).isNull();
    var found = get(saved.getUUID("id"));
    assertThat(found.asString()).isEqualTo(created.asString());
    assertThat(found.header("Cache-Control")).isEqualTo("no-store");
  }

  /** {@code HOST} stands for a known host's id. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type":"all"}
          {"type":"hosts","host_ids":["HOST"]}
          {"type":"os_in","os":["linux","darwin"]}
          """)
  void a_scope_is_answered_as_it_was_sent(String scope) {
    var sent = scope.replace("HOST", SeededHosts.in(jdbi, 1).getFirst().toString());

    var saved = as("olga").body(query("n", "SELECT 1", sent)).post(PATH);

    assertThat(saved.asString()).contains("\"scope\":" + sent);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                    | status | code              | field       | body
          no body                 | 422    | invalid_field     | name        |
          no scope                | 422    | invalid_field     | scope       | {"name":"n","sql":"S"}
          no name                 | 422    | invalid_field     | name        | {"sql":"S","scope":{"type":"all"}}
          no sql                  | 422    | invalid_field     | sql         | {"name":"n","scope":{"type":"all"}}
          NUL in the sql          | 422    | invalid_field     | sql         | {"name":"n","sql":"S\\u0000","scope":{"type":"all"}}
          half a letter           | 422    | invalid_field     | description | {"name":"n","sql":"S","description":"\\ud800","scope":{"type":"all"}}
          G-1 unknown table       | 422    | invalid_sql       |             | {"name":"n","sql":"SELECT *\\nFROM procesess","scope":{"type":"all"}}
          G-1 a write             | 422    | invalid_sql       |             | {"name":"n","sql":"DROP TABLE users","scope":{"type":"all"}}
          T-1 unknown host        | 422    | unknown_hosts     |             | {"name":"n","sql":"SELECT 1","scope":{"type":"hosts","host_ids":["STRANGER"]}}
          no hosts                | 422    | invalid_field     | host_ids    | {"name":"n","sql":"S","scope":{"type":"hosts","host_ids":[]}}
          unknown platform        | 422    | invalid_field     | os          | {"name":"n","sql":"S","scope":{"type":"os_in","os":["plan9"]}}
          an owner of its own     | 400    | malformed_request |             | {"name":"n","sql":"S","scope":{"type":"all"},"created_by":"alice"}
          an id of its own        | 400    | malformed_request |             | {"name":"n","sql":"S","scope":{"type":"all"},"id":"STRANGER"}
          unknown scope           | 400    | malformed_request |             | {"name":"n","sql":"S","scope":{"type":"nobody"}}
          unknown field in scope  | 400    | malformed_request |             | {"name":"n","sql":"S","scope":{"type":"all","os":[]}}
          name is a number        | 400    | malformed_request |             | {"name":1,"sql":"S","scope":{"type":"all"}}
          garbage                 | 400    | malformed_request |             | {"name"
          """)
  void refused_queries(String why, int status, String code, String field, String body) {
    var sent = body == null ? "" : body.replace("STRANGER", STRANGER);
    var id = saved("olga");

    for (var answer :
        List.of(as("olga").body(sent).post(PATH), as("olga").body(sent).put(PATH + "/" + id))) {
      refused(answer, status, code);
      assertThat(answer.jsonPath().getString("field")).isEqualTo(field);
      assertThat(answer.jsonPath().getList("unknown_hosts"))
          .isEqualTo(code.equals("unknown_hosts") ? List.of(STRANGER) : null);
    }
    assertThat(versions(id)).containsExactly(1L);
  }

  @Test
  void a_refusal_tells_where_the_sql_is_wrong() {
    var problem =
        as("olga")
            .body(query("n", "SELECT *\\nFROM procesess", "{\"type\":\"all\"}"))
            .post(PATH)
            .jsonPath();

    assertThat(problem.getInt("line")).isEqualTo(2);
    assertThat(problem.getInt("column")).isEqualTo(6);
    assertThat(problem.getString("detail")).contains("no such table", "procesess");
  }

  /** A single host may be asked anything, and a launch knows how many there are (G-3). */
  @Test
  void a_table_of_the_deny_list_can_be_saved() {
    var body = query("n", "SELECT * FROM curl WHERE url = ''", "{\"type\":\"all\"}");

    assertThat(as("olga").body(body).post(PATH).statusCode()).isEqualTo(201);
  }

  @Test
  void a_change_tells_who_made_it_and_leaves_the_owner() {
    var id = saved("olga");

    var answer =
        admin().body(query("other", "SELECT 2", "{\"type\":\"all\"}")).put(PATH + "/" + id);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.jsonPath().getString("name")).isEqualTo("other");
    assertThat(answer.jsonPath().getString("description")).isEmpty();
    assertThat(answer.jsonPath().getString("created_by")).isEqualTo("olga");
    assertThat(answer.jsonPath().getString("changed_by")).isEqualTo("alice");
    assertThat(answer.jsonPath().getString("changed_at")).endsWith("Z");
    assertThat(get(id).asString()).isEqualTo(answer.asString());
    assertThat(
            as("olga").body(query("mine", "SELECT 3", "{\"type\":\"all\"}")).put(PATH + "/" + id))
        .extracting(Response::statusCode)
        .isEqualTo(200);
  }

  @Test
  void a_change_that_changes_nothing_writes_no_event() {
    var id = saved("olga");
    var before = get(id).asString();

    var answer = admin().body(query("n", "SELECT 1", "{\"type\":\"all\"}")).put(PATH + "/" + id);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.asString()).isEqualTo(before);
    assertThat(versions(id)).containsExactly(1L);
  }

  @Test
  void nobody_but_the_owner_and_admins_changes_or_deletes() {
    var id = saved("olga");
    var body = query("stolen", "SELECT 2", "{\"type\":\"all\"}");

    refused(as("oscar").body(body).put(PATH + "/" + id), 403, "forbidden");
    refused(as("oscar").body("{}").put(PATH + "/" + id), 403, "forbidden");
    refused(as("oscar").delete(PATH + "/" + id), 403, "forbidden");

    assertThat(get(id).jsonPath().getString("name")).isEqualTo("n");
    assertThat(versions(id)).containsExactly(1L);
  }

  @ParameterizedTest
  @CsvSource({"owner", "admin"})
  void what_was_deleted_is_gone_but_for_its_events(String who) {
    var id = saved("olga");
    var body = query("back", "SELECT 2", "{\"type\":\"all\"}");

    var deleted = (who.equals("admin") ? admin() : as("olga")).delete(PATH + "/" + id);

    assertThat(deleted.statusCode()).isEqualTo(204);
    refused(get(id), 404, "not_found");
    refused(as("olga").delete(PATH + "/" + id), 404, "not_found");
    refused(as("olga").body(body).put(PATH + "/" + id), 404, "not_found");
    assertThat(as("olga").get(PATH + "?limit=500").asString()).doesNotContain(id.toString());
    assertThat(versions(id)).containsExactly(1L, 2L);
  }

  @Test
  void two_changes_at_once_are_made_one_after_the_other() throws Exception {
    var id = saved("olga");
    Callable<Integer> change =
        () ->
            as("olga")
                .body(query(UUID.randomUUID().toString(), "SELECT 2", "{\"type\":\"all\"}"))
                .put(PATH + "/" + id)
                .statusCode();

    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var done : threads.invokeAll(Collections.nCopies(16, change))) {
        assertThat(done.get()).isEqualTo(200);
      }
    }

    assertThat(versions(id)).hasSize(17).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void the_cursor_leads_through_all_of_the_list() {
    var mark = UUID.randomUUID().toString();
    var saved = new ArrayList<UUID>();
    for (int n = 0; n < 5; n++) {
      saved.addFirst(
          as("olga")
              .body(query(mark + n, "SELECT 1", "{\"type\":\"all\"}"))
              .post(PATH)
              .jsonPath()
              .getUUID("id"));
    }

    var seen = new ArrayList<UUID>();
    String cursor = "";
    while (cursor != null) {
      var page = as("oscar").get(PATH + "?limit=2&q=" + mark + "&cursor=" + cursor).jsonPath();
      seen.addAll(page.getList("items.id", UUID.class));
      cursor = page.getString("next_cursor");
    }

    assertThat(seen).isEqualTo(saved);
  }

  @Test
  void a_row_of_the_list_tells_the_number_of_hosts() {
    var host = SeededHosts.in(jdbi, 1).getFirst();
    var name = UUID.randomUUID().toString();
    as("olga")
        .body(query(name, "SELECT 1", "{\"type\":\"hosts\",\"host_ids\":[\"" + host + "\"]}"))
        .post(PATH);

    var list = as("oscar").get(PATH + "?q=" + name);

    assertThat(list.header("Cache-Control")).isEqualTo("no-store");
    assertThat(list.asString())
        .contains("\"scope\":{\"type\":\"hosts\",\"hosts\":1,\"os\":[]}")
        .doesNotContain(host.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case             | query         | status | code              | field
          limit 500        | limit=500     | 200    |                   |
          limit 0          | limit=0       | 422    | invalid_field     | limit
          limit 501        | limit=501     | 422    | invalid_field     | limit
          a foreign cursor | cursor=bm9wZQ | 400    | malformed_request |
          a quote          | q=%27%3B--    | 200    |                   |
          a NUL            | q=a%00b       | 422    | invalid_field     | q
          """)
  void the_list(String why, String query, int status, String code, String field) {
    var answer = as("oscar").urlEncodingEnabled(false).get(PATH + "?" + query);

    assertThat(answer.statusCode()).isEqualTo(status);
    if (code != null) {
      assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
      assertThat(answer.jsonPath().getString("field")).isEqualTo(field);
    }
  }

  @Test
  void its_events_go_to_the_topic_under_its_id() {
    var id = saved("olga");
    as("olga").delete(PATH + "/" + id);

    List<String> events =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT topic || ' ' || message_key || ' ' || type || ' ' || actor
                        FROM event
                        WHERE stream = :s
                        ORDER BY version
                        """)
                    .bind("s", "saved-query-" + id)
                    .mapTo(String.class)
                    .list());
    assertThat(events).hasSize(2);
    assertThat(events.getFirst())
        .endsWith("saved-queries " + id + " mimir.saved_query.created.v1 olga");
    assertThat(events.getLast())
        .endsWith("saved-queries " + id + " mimir.saved_query.deleted.v1 olga");
  }

  private List<Long> versions(UUID id) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT version FROM event WHERE stream = :s ORDER BY version")
                .bind("s", "saved-query-" + id)
                .mapTo(Long.class)
                .list());
  }

  private static UUID saved(String owner) {
    return as(owner)
        .body(query("n", "SELECT 1", "{\"type\":\"all\"}"))
        .post(PATH)
        .jsonPath()
        .getUUID("id");
  }

  private static String query(String name, String sql, String scope) {
    return "{\"name\":\"%s\",\"sql\":\"%s\",\"scope\":%s}".formatted(name, sql, scope);
  }

  private static Response get(UUID id) {
    return as("oscar").get(PATH + "/" + id);
  }

  private static RequestSpecification as(String operator) {
    return with(Tokens.operator(operator));
  }

  private static RequestSpecification admin() {
    return with(Tokens.admin("alice"));
  }

  private static RequestSpecification with(String token) {
    return given()
        .header("Authorization", "Bearer " + token)
        .contentType("application/json; charset=UTF-8");
  }

  private static void refused(Response answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
  }
}
