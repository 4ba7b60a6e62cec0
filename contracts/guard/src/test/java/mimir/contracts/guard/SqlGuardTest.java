package mimir.contracts.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** G-1, G-2, G-3: what passes, what it reads, what is blocked, what is refused and where. */
class SqlGuardTest {
  private static final OsquerySchema SCHEMA = OsquerySchema.bundled();
  private static final SqlGuard GUARD = new SqlGuard(SCHEMA, DenyList.of(DenyList.DEFAULT, SCHEMA));

  @AfterAll
  static void close() {
    GUARD.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mimir.contracts.guard.Statements#legal")
  void a_legal_statement_reads_what_sqlite_resolves(Statements.Legal legal) {
    assertThat(GUARD.check(legal.sql()).tables()).isEqualTo(legal.tables());
    assertThat(GUARD.check(legal.sql()).blockedBy()).isEmpty();
    assertThat(GUARD.blockedBy(legal.sql())).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mimir.contracts.guard.Statements#blocked")
  void a_denied_table_is_found_in_every_disguise(Statements.Blocked blocked) {
    var statement = GUARD.check(blocked.sql());
    assertThat(statement.blockedBy()).contains(blocked.table());
    assertThat(statement.tables()).contains(blocked.table());
    assertThat(GUARD.blockedBy(blocked.sql())).contains(blocked.table());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mimir.contracts.guard.Statements#refused")
  void what_is_no_single_query_of_osquery_is_refused(Statements.Invalid invalid) {
    Refused refused = refusal(() -> GUARD.check(invalid.sql()));
    assertThat(refused).as(invalid.sql()).isNotNull();
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_SQL);
    assertThat(refused.getMessage()).startsWith(invalid.message());
    assertThat(refused.extras()).containsOnlyKeys("line", "column");
    Refused alike = refusal(() -> GUARD.blockedBy(invalid.sql()));
    assertThat(alike.code()).isEqualTo(ErrorCode.INVALID_SQL);
    assertThat(alike.getMessage()).isEqualTo(refused.getMessage());
    assertThat(alike.extras()).isEqualTo(refused.extras());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mimir.contracts.guard.Statements#noText")
  void what_is_no_text_of_64_kib_is_an_invalid_field(Statements.NoText text) {
    for (Refused refused :
        List.of(
            refusal(() -> GUARD.check(text.sql())), refusal(() -> GUARD.blockedBy(text.sql())))) {
      assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FIELD);
      assertThat(refused.extras()).containsEntry("field", "sql");
    }
  }

  @Test
  void sixty_four_kib_are_accepted_to_the_byte() {
    String sql = "SELECT 'é" + "x".repeat(64 * 1024 - 11) + "'";
    assertThat(sql.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSize(64 * 1024);
    assertThat(GUARD.check(sql).tables()).isEmpty();
    assertThat(refusal(() -> GUARD.check(sql + " ")).code()).isEqualTo(ErrorCode.INVALID_FIELD);
  }

  /** Nothing interrupts SQLite while it compiles, so that no text may keep it long. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("mimir.contracts.guard.Bombs#all")
  void a_bomb_neither_holds_the_guard_nor_fills_the_memory(Bombs.Bomb bomb) {
    long before = residentMegabytes();
    long from = System.nanoTime();
    try {
      GUARD.check(bomb.sql());
    } catch (Refused e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SQL);
    }
    // Half a second here; other builds may have the processors meanwhile.
    assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(4));
    assertThat(residentMegabytes() - before).isLessThan(150);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mimir.contracts.guard.Bombs#hopeless")
  void what_doubles_at_each_level_is_too_complex(Bombs.Bomb bomb) {
    assertThatThrownBy(() -> GUARD.check(bomb.sql())).hasMessage(Complaint.TOO_COMPLEX);
    assertThatThrownBy(() -> GUARD.blockedBy(bomb.sql())).hasMessage(Complaint.TOO_COMPLEX);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          SELECT nope FROM users                            | 1 | 8
          SELECT uid,¶ users.nope FROM users                | 2 | 8
          SELECT * FROM¶¶  nope                             | 3 | 3
          SELECT uid FROM users WHERE uid = = 1             | 1 | 35
          SELECT (1, 2), (3,, 4) FROM users                 | 1 | 19
          SELECT uid FROM users WHERE (uid = 1              | 1 | 37
          SELECT 1; SELECT 2                                | 1 | 9
          SELECT ';' ; -- ;¶; SELECT 2                      | 1 | 12
          SELECT uid, sleep(1) FROM users                   | 1 | 13
          SELECT uid FROM users WHERE uid = ?               | 1 | 35
          SELECT '— ¶', nope                                | 2 | 4
          SELECT 'open                                      | 1 | 8
          PRAGMA user_version                               | 1 | 1
          """)
  void the_place_of_a_refusal_is_told(String sql, long line, long column) {
    Refused refused = refusal(() -> GUARD.check(sql.replace('¶', '\n')));
    assertThat(refused.extras()).containsEntry("line", line).containsEntry("column", column);
  }

  @Test
  void one_host_may_be_asked_what_two_may_not() {
    var blocked = GUARD.check("SELECT * FROM yara");
    blocked.requireAllowed(1);
    Refused refused = refusal(() -> run(() -> blocked.requireAllowed(2)));
    assertThat(refused.code()).isEqualTo(ErrorCode.BLOCKED_SQL);
    assertThat(refused.getMessage()).contains("yara_file");
    assertThat(refused.extras()).containsEntry("table", "yara_file");
    GUARD.check("SELECT * FROM users").requireAllowed(1_000_000);
  }

  @Test
  void another_list_gives_another_verdict_and_an_empty_one_blocks_nothing() {
    try (var open = new SqlGuard(SCHEMA, DenyList.of(List.of(""), SCHEMA));
        var strict = new SqlGuard(SCHEMA, DenyList.of(List.of("Hosts", "USERS"), SCHEMA))) {
      assertThat(open.blockedBy("SELECT * FROM curl")).isEmpty();
      assertThat(strict.blockedBy("SELECT * FROM curl")).isEmpty();
      assertThat(strict.blockedBy("SELECT * FROM etc_hosts")).contains("etc_hosts");
      assertThat(strict.blockedBy("SELECT * FROM hosts")).contains("etc_hosts");
      assertThat(strict.check("SELECT * FROM hosts, users").blockedBy())
          .isEqualTo(strict.blockedBy("SELECT * FROM hosts, users"));
    }
  }

  @Test
  void many_ask_at_once_and_each_gets_its_own_verdict() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> asked =
          IntStream.range(0, 400).mapToObj(i -> (Callable<Boolean>) () -> asExpected(i)).toList();
      for (Future<Boolean> answer : threads.invokeAll(asked)) {
        assertThat(answer.get()).isTrue();
      }
    }
  }

  private static boolean asExpected(int i) {
    return switch (i % 4) {
      case 0 -> GUARD.check("SELECT pid FROM processes").tables().equals(List.of("processes"));
      case 1 -> GUARD.blockedBy("SELECT 1 FROM users LEFT JOIN curl ON 0").isPresent();
      case 2 ->
          GUARD.check("SELECT 1 FROM users WHERE 0 AND gid IN (SELECT gid FROM groups)") != null;
      default -> refusal(() -> GUARD.check("SELECT 1; DROP TABLE users")) != null;
    };
  }

  @Test
  void what_was_looked_at_leaves_nothing_behind() {
    String creates = "WITH x AS (SELECT 1) INSERT INTO users SELECT * FROM users";
    for (String sql : Stream.of("CREATE TABLE t (a)", "DROP TABLE users", creates).toList()) {
      assertThat(refusal(() -> GUARD.check(sql))).isNotNull();
    }
    assertThat(refusal(() -> GUARD.check("SELECT * FROM t")).getMessage())
        .isEqualTo("no such table: t");
    assertThat(GUARD.check("SELECT * FROM users").tables()).containsExactly("users");
  }

  static Refused refusal(Callable<?> ask) {
    return catchThrowableOfType(Refused.class, ask::call);
  }

  private static Void run(Runnable what) {
    what.run();
    return null;
  }

  private static long residentMegabytes() {
    return Resident.megabytes();
  }
}
