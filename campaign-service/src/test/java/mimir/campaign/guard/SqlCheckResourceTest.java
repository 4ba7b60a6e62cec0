package mimir.campaign.guard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import mimir.campaign.targets.SeededHosts;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class SqlCheckResourceTest {

  @Inject Jdbi jdbi;

  private List<UUID> hosts;

  @BeforeEach
  void three_hosts_on_linux() {
    hosts = SeededHosts.in(jdbi, 3);
  }

  /** {@code n} hosts of those that there are; {@code -} is no target at all. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                | hosts | sql                                          | tables              | blocked_by
          G-2 what SQLite resolves            | 2     | SELECT 1 FROM "Processes" p, main.users      | processes,users     |
          G-2 no table at all                 | 2     | SELECT 1                                     |                     |
          G-3 a listed table on a single host | 1     | SELECT * FROM curl WHERE url = ''            | curl                |
          G-3 a listed table on two hosts     | 2     | SELECT * FROM curl WHERE url = ''            | curl                | curl
          G-3 the same host twice             | 1+1   | SELECT * FROM curl WHERE url = ''            | curl                |
          G-3 without a target                | -     | SELECT * FROM curl WHERE url = ''            | curl                | curl
          G-3 behind a common table           | 2     | WITH c AS (SELECT * FROM curl) SELECT 1 FROM c, processes | curl,processes | curl
          """)
  void the_verdict_is_a_launchs(
      String why, String asked, String sql, String tables, String blockedBy) {
    var answer = check(sql, target(asked));

    assertThat(answer.statusCode()).isEqualTo(200);
    var checked = answer.jsonPath();
    assertThat(checked.getMap("$").keySet())
        .containsExactlyInAnyOrder("tables", "warnings", "blocked_by");
    assertThat(checked.getList("tables"))
        .isEqualTo(tables == null ? List.of() : Arrays.asList(tables.split(",", -1)));
    assertThat(checked.getString("blocked_by")).isEqualTo(blockedBy);
    assertThat(checked.getList("warnings")).isEmpty();
  }

  @Test
  void of_two_hosts_one_may_be_out_of_service() {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE host SET decommissioned_at = now() WHERE host_id = ?", hosts.get(0)));

    var checked = check("SELECT * FROM curl WHERE url = ''", target("2")).jsonPath();

    assertThat(checked.getString("blocked_by")).isNull();
  }

  @Test
  void hosts_that_lack_a_table_are_counted() {
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE host SET platform = 'windows' WHERE host_id = ?", hosts.get(0)));

    var checked = check("SELECT * FROM registry JOIN processes USING (name)", target("3"));

    assertThat(checked.asString())
        .contains(
            """
            "warnings":[{"code":"table_not_on_platform",\
            "message":"registry exists on windows only: 2 hosts will answer with an error.",\
            "table":"registry","hosts":2}]""");
  }

  @Test
  void without_a_target_the_hosts_of_the_fleet_are_counted() {
    long linux =
        jdbi.withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT count(*)
                        FROM host
                        WHERE platform <> 'windows' AND decommissioned_at IS NULL
                        """)
                    .mapTo(Long.class)
                    .one());

    var checked = check("SELECT * FROM registry", null).jsonPath();

    assertThat(checked.getLong("warnings[0].hosts")).isEqualTo(linux);
  }

  /** {@code all}: of the statements over hosts, those that count more than two. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                              | target | sql                                     | blocked_by    | counts | all
          nothing to tell                   | fleet  | SELECT 1 FROM processes                 |               | 0      | 0
          nothing to tell, no target        | -      | SELECT 1 FROM processes                 |               | 0      | 0
          blocked, no target                | -      | SELECT 1 FROM curl                      | curl          | 0      | 0
          blocked at more than one          | fleet  | SELECT 1 FROM curl                      | curl          | 1      | 0
          blocked at more than one by name  | 2      | SELECT 1 FROM curl                      | curl          | 1      | 0
          blocked on an os                  | linux  | SELECT 1 FROM curl                      | curl          | 1      | 1
          missing somewhere                 | fleet  | SELECT 1 FROM registry                  |               | 1      | 1
          blocked and missing somewhere     | fleet  | SELECT 1 FROM registry, curl            | curl          | 1      | 1
          blocked and missing, no target    | -      | SELECT 1 FROM registry, curl            | curl          | 1      | 1
          """)
  void hosts_are_counted_once_and_no_further_than_needed(
      String why, String target, String sql, String blockedBy, int counts, int all) {
    var statements = new ConcurrentLinkedQueue<String>();
    var before = jdbi.getConfig(SqlStatements.class).getSqlLogger();
    jdbi.setSqlLogger(
        new SqlLogger() {
          @Override
          public void logBeforeExecution(StatementContext context) {
            statements.add(context.getRawSql());
          }
        });
    try {
      var checked = check(sql, target(target)).jsonPath();

      assertThat(checked.getString("blocked_by")).isEqualTo(blockedBy);
    } finally {
      jdbi.setSqlLogger(before);
    }
    var counting = statements.stream().filter(each -> each.contains("count(*)")).toList();
    assertThat(counting).hasSize(counts);
    assertThat(counting.stream().filter(each -> !each.contains("LIMIT :most"))).hasSize(all);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                 | status | code              | field    | line | column | body
          G-1 an unknown table | 422    | invalid_sql       |          | 2    | 6      | {"sql":"SELECT *\\nFROM procesess"}
          G-1 no syntax        | 422    | invalid_sql       |          | 1    | 1      | {"sql":"SELEC 1"}
          G-1 two statements   | 422    | invalid_sql       |          |      |        | {"sql":"SELECT 1; SELECT 2"}
          G-1 a write          | 422    | invalid_sql       |          | 1    | 1      | {"sql":"DELETE FROM processes"}
          no body              | 422    | invalid_field     | sql      |      |        |
          no sql               | 422    | invalid_field     | sql      |      |        | {}
          NUL in the sql       | 422    | invalid_field     | sql      |      |        | {"sql":"SELECT 1\\u0000"}
          no hosts             | 422    | invalid_field     | host_ids |      |        | {"sql":"SELECT 1","target":{"type":"hosts","host_ids":[]}}
          T-1 an unknown host  | 422    | unknown_hosts     |          |      |        | {"sql":"SELECT 1","target":{"type":"hosts","host_ids":["01900000-0000-7000-8000-0000000000ff"]}}
          unknown field        | 400    | malformed_request |          |      |        | {"sql":"SELECT 1","hosts":1}
          """)
  void refused(
      String why,
      int status,
      String code,
      String field,
      Integer line,
      Integer column,
      String body) {
    var answer = post(body == null ? "" : body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    var problem = answer.jsonPath();
    assertThat(problem.getString("code")).isEqualTo(code);
    assertThat(problem.getString("field")).isEqualTo(field);
    if (line != null) {
      assertThat(problem.getInt("line")).isEqualTo(line);
      assertThat(problem.getInt("column")).isEqualTo(column);
    }
    assertThat(problem.getString("detail")).isNotBlank();
  }

  private String target(String asked) {
    return switch (asked) {
      case "-" -> null;
      case "fleet" -> "{\"type\":\"all\"}";
      case "linux" -> "{\"type\":\"os_in\",\"os\":[\"linux\"]}";
      case "1+1" -> named(List.of(hosts.getFirst(), hosts.getFirst()));
      default -> named(hosts.subList(0, Integer.parseInt(asked)));
    };
  }

  private static String named(List<UUID> ids) {
    return "{\"type\":\"hosts\",\"host_ids\":[\""
        + String.join("\",\"", ids.stream().map(UUID::toString).toList())
        + "\"]}";
  }

  private static Response check(String sql, String target) {
    return post("{\"sql\":\"%s\",\"target\":%s}".formatted(sql.replace("\"", "\\\""), target));
  }

  private static Response post(String body) {
    return given()
        .header("Authorization", "Bearer " + Tokens.operator("oscar"))
        .contentType("application/json")
        .body(body)
        .post("/api/v1/sql/check");
  }
}
