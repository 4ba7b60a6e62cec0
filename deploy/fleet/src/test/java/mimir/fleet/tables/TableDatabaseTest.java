package mimir.fleet.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableDatabaseTest {

  private final TableDatabase linux = database(Platform.LINUX, Watchdog.LEVEL_0);

  private static TableDatabase database(Platform platform, Watchdog watchdog) {
    return new TableDatabase(platform, TableDatabaseTest::rows, watchdog, new Semaphore(1));
  }

  private static List<Map<String, Object>> rows(String table, SqlText asked) {
    return switch (table) {
      case "users" ->
          List.of(
              Cells.of("uid", 0, "username", "root", "directory", "/root"),
              Cells.of("uid", 1000, "username", "anna", "shell", null));
      case "processes" ->
          List.of(
              Cells.of("pid", 1, "name", "systemd", "uid", 0, "path", "/sbin/init"),
              Cells.of("pid", 77, "name", "bash", "uid", 1000, "path", "/bin/bash"));
      case "file" ->
          List.of(Cells.of("path", "/bin/bash", "directory", "/bin", "filename", "bash"));
      case "etc_hosts" -> List.of(Cells.of("address", "127.0.0.1", "hostnames", "localhost"));
      default -> List.of();
    };
  }

  private static List<Map<String, String>> ask(TableDatabase database, String sql) {
    QueryOutcome outcome = database.answer(sql);
    assertThat(outcome).isInstanceOf(QueryOutcome.Rows.class);
    return ((QueryOutcome.Rows) outcome).rows().stream().map(Row::asMap).toList();
  }

  private static String failure(TableDatabase database, String sql) {
    QueryOutcome outcome = database.answer(sql);
    assertThat(outcome).isInstanceOf(QueryOutcome.Failed.class);
    return ((QueryOutcome.Failed) outcome).message();
  }

  @Test
  void tables_join() {
    assertThat(
            ask(
                linux,
                "SELECT p.name, u.username FROM processes p JOIN users u USING (uid) ORDER BY pid"))
        .containsExactly(
            Map.of("name", "systemd", "username", "root"),
            Map.of("name", "bash", "username", "anna"));
  }

  @Test
  void null_is_the_empty_text_and_numbers_are_printed() {
    assertThat(ask(linux, "SELECT shell, uid, uid / 400.0 AS part FROM users WHERE uid = 1000"))
        .containsExactly(Map.of("shell", "", "uid", "1000", "part", "2.5"));
  }

  @Test
  void columns_come_in_the_order_of_the_select() {
    assertThat(ask(linux, "SELECT username, uid, directory FROM users LIMIT 1").getFirst())
        .containsExactly(
            Map.entry("username", "root"), Map.entry("uid", "0"), Map.entry("directory", "/root"));
  }

  @Test
  void a_star_gives_exactly_the_columns_of_the_platform() {
    assertThat(ask(linux, "SELECT * FROM users LIMIT 1").getFirst().keySet())
        .containsExactly(
            "uid",
            "gid",
            "uid_signed",
            "gid_signed",
            "username",
            "description",
            "directory",
            "shell",
            "uuid");
    assertThat(
            ask(database(Platform.WINDOWS, Watchdog.LEVEL_0), "SELECT * FROM users LIMIT 1")
                .getFirst())
        .containsKey("type")
        .doesNotContainKey("is_hidden");
  }

  @Test
  void a_hidden_column_is_there_when_it_is_named() {
    assertThat(ask(linux, "SELECT pid_with_namespace FROM users LIMIT 1"))
        .containsExactly(Map.of("pid_with_namespace", ""));
  }

  @Test
  void two_columns_of_one_name_collapse_to_one() {
    assertThat(ask(linux, "SELECT uid, username AS x, directory AS x FROM users LIMIT 1"))
        .containsExactly(Map.of("uid", "0", "x", "/root"));
  }

  @Test
  void the_rows_of_several_statements_are_one_answer() {
    assertThat(ask(linux, "SELECT 1 AS a; SELECT 2 AS b;"))
        .containsExactly(Map.of("a", "1"), Map.of("b", "2"));
  }

  @Test
  void an_alias_is_its_table() {
    assertThat(ask(linux, "SELECT hostnames FROM hosts")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT * FROM nope                    | no such table: nope",
        "SELECT * FROM registry                | no such table: registry",
        "SELECT nope FROM users                | no such column: nope",
        "SELEC 1                               | not authorized",
        "SELECT FROM                           | near \"FROM\": syntax error",
        "SELECT * FROM file                    | constraint failed",
        "SELECT * FROM hash                    | constraint failed",
        "DELETE FROM users                     | not authorized",
        "ATTACH 'x.db' AS x                    | not authorized",
        "SELECT 1; DROP TABLE users            | not authorized",
      })
  void an_error_is_told_in_sqlites_words(String sql, String message) {
    assertThat(failure(linux, sql)).isEqualTo(message);
  }

  @Test
  void a_table_is_there_on_its_platforms_only() {
    TableDatabase windows = database(Platform.WINDOWS, Watchdog.LEVEL_0);
    assertThat(ask(windows, "SELECT * FROM registry")).isEmpty();
    assertThat(failure(windows, "SELECT * FROM crontab")).isEqualTo("no such table: crontab");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "split('a/b/c', '/', 1)              | b",
        "split('/usr/bin', '/', 0)           | usr",
        "regex_match('v1.22', '([0-9]+)', 1) | 1",
        "regex_split('a1b2c', '[0-9]', 2)    | c",
        "sha1('abc')                         | a9993e364706816aba3e25717850c26c9cd0d89d",
        "md5('abc')                          | 900150983cd24fb0d6963f7d28e17f72",
        "from_base64(to_base64('abc'))       | abc",
        "inet_aton('10.0.0.1')               | 167772161",
      })
  void osquerys_own_functions_are_there(String expression, String value) {
    assertThat(ask(linux, "SELECT " + expression + " AS v")).containsExactly(Map.of("v", value));
  }

  @Test
  void a_wrong_pattern_is_an_error_and_not_a_crash() {
    assertThat(failure(linux, "SELECT regex_match('a', '(', 0)")).contains("Unclosed group");
  }

  @Test
  void what_runs_too_long_is_killed() {
    TableDatabase strict =
        database(Platform.LINUX, new Watchdog(Duration.ofMillis(50), Long.MAX_VALUE));
    assertThat(
            strict.answer(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                    + " SELECT count(*) FROM n"))
        .isInstanceOf(QueryOutcome.Killed.class);
  }

  @Test
  void what_answers_too_much_is_killed() {
    TableDatabase strict = database(Platform.LINUX, new Watchdog(Duration.ofSeconds(30), 100_000));
    assertThat(
            strict.answer(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000)"
                    + " SELECT i FROM n"))
        .isInstanceOf(QueryOutcome.Killed.class);
  }
}
