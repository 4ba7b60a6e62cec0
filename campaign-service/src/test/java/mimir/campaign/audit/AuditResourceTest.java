package mimir.campaign.audit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.UUID;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class AuditResourceTest {
  private static final int ENTRIES = 1_234;

  @Inject Jdbi jdbi;

  @BeforeEach
  void seed() {
    jdbi.useHandle(
        handle -> {
          handle.execute("TRUNCATE audit_entry");
          handle.execute(
              """
              INSERT INTO audit_entry (event_id, at, actor, action, source, subject, detail)
              SELECT gen_random_uuid(), '2026-11-20T10:00:00Z'::timestamptz + n * interval '1 s',
                     CASE WHEN n % 2 = 0 THEN 'alice (key ci)' ELSE 'bob' END,
                     'flag.flipped', '/mimir/flag-service', 'flag ' || n,
                     jsonb_build_object('n', n)
              FROM generate_series(1, ?) AS n
              """,
              ENTRIES);
        });
  }

  @Test
  void an_entry_has_exactly_the_documented_fields() {
    var page = get("/api/v1/audit?limit=1", "application/json").jsonPath();

    assertThat(page.getMap("$").keySet()).containsExactlyInAnyOrder("items", "next_cursor");
    assertThat(page.getMap("items[0]").keySet())
        .containsExactlyInAnyOrder("id", "at", "actor", "action", "source", "subject", "detail");
    assertThat(page.getString("items[0].subject")).isEqualTo("flag " + ENTRIES);
    assertThat(page.getInt("items[0].detail.n")).isEqualTo(ENTRIES);
  }

  @Test
  void the_cursor_leads_through_all_of_it() {
    var seen = new ArrayList<UUID>();
    String cursor = "";
    do {
      var page = get("/api/v1/audit?limit=500&cursor=" + cursor, "application/json").jsonPath();
      seen.addAll(page.getList("items.id", UUID.class));
      cursor = page.getString("next_cursor");
    } while (cursor != null);

    assertThat(seen).hasSize(ENTRIES).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"?format=jsonl, */*", "'', application/x-ndjson", "?format=jsonl, application/json"})
  void the_export_is_all_of_it_a_line_an_entry(String query, String accept) {
    var answer = get("/api/v1/audit" + query, accept);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("application/x-ndjson");
    assertThat(answer.header("Content-Disposition")).contains("mimir-audit.jsonl");
    var lines = answer.body().asString().lines().toList();
    assertThat(lines).hasSize(ENTRIES);
    assertThat(JsonPath.from(lines.getFirst()).getString("subject")).isEqualTo("flag " + ENTRIES);
    assertThat(JsonPath.from(lines.getLast()).getString("subject")).isEqualTo("flag 1");
  }

  @Test
  void the_export_is_narrowed_as_the_list_is() {
    var answer =
        get(
            "/api/v1/audit?format=jsonl&actor=bob&action=flag&since=2026-11-20T10:20:00%2B00:00",
            "*/*");

    assertThat(answer.body().asString().lines()).hasSize(17).allMatch(line -> line.contains("bob"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case              | query                      | status | code              | field
          no time           | since=yesterday            | 422    | invalid_field     | since
          a time without Z  | since=2026-11-20T10:00:00  | 422    | invalid_field     | since
          a year too far    | since=%2B99999-01-01T00:00:00Z | 422 | invalid_field    | since
          a check           | format=jsonl&check=true    | 204    |                   |
          a check that fails | format=jsonl&check=true&since=yesterday | 422 | invalid_field | since
          another format    | format=csv                 | 422    | invalid_field     | format
          a NUL             | actor=a%00b                | 422    | invalid_field     | actor
          a NUL             | action=%00                 | 422    | invalid_field     | action
          limit 0           | limit=0                    | 422    | invalid_field     | limit
          a foreign cursor  | cursor=bm9wZQ              | 400    | malformed_request |
          a time too far    | cursor=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaLzAxOTAwMDAwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMQ | 400 | malformed_request |
          a time too early  | cursor=LTEwMDAwMDAwMDAtMDEtMDFUMDA6MDA6MDBaLzAxOTAwMDAwLTAwMDAtNzAwMC04MDAwLTAwMDAwMDAwMDAwMQ | 400 | malformed_request |
          a time as of ours | cursor=MjAyNi0xMS0yMFQxMDowMDowMFovMDE5MDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAx | 200 | |
          a quote           | actor=%27%3B--             | 200    |                   |
          empty filters     | actor=&action=&since=      | 200    |                   |
          """)
  void parameters(String why, String query, int status, String code, String field) {
    var answer = get("/api/v1/audit?" + query, "application/json");

    assertThat(answer.statusCode()).isEqualTo(status);
    if (code != null) {
      assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
      assertThat(answer.jsonPath().getString("field")).isEqualTo(field);
    }
  }

  private static Response get(String path, String accept) {
    return given()
        .urlEncodingEnabled(false)
        .header("Authorization", "Bearer " + Tokens.admin("alice"))
        .header("Accept", accept)
        .get(path);
  }
}
