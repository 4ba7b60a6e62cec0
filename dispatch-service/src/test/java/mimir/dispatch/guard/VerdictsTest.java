package mimir.dispatch.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import mimir.contracts.guard.DenyList;
import mimir.contracts.guard.OsquerySchema;
import mimir.contracts.guard.SqlGuard;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictsTest {
  private static final OsquerySchema SCHEMA = OsquerySchema.bundled();
  private static final SqlGuard GUARD = new SqlGuard(SCHEMA, DenyList.of(List.of("users"), SCHEMA));

  private final Verdicts verdicts = new Verdicts(GUARD);

  @AfterAll
  static void close() {
    GUARD.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                | sql                    | hosts | refusal
          G-3 an allowed table                | SELECT 1 FROM groups   | 2     |
          G-3 a denied table, many hosts      | SELECT 1 FROM users    | 2     | blocked_sql
          G-3 a denied table, one host        | SELECT 1 FROM users    | 1     |
          G-3 not the list of somewhere else  | SELECT 1 FROM curl     | 2     |
          G-1 no statement, many hosts        | DELETE FROM groups     | 2     | invalid_sql
          G-1 no statement, one host          | DELETE FROM groups     | 1     | invalid_sql
          """)
  void refusals(String why, String sql, long hosts, String refusal) {
    var query = UUID.randomUUID();

    // The second time from memory.
    for (int times = 0; times < 2; times++) {
      assertThat(verdicts.refusal(query, sql, hosts).orElse(null)).isEqualTo(refusal);
    }
  }

  @Test
  void what_is_forgotten_is_looked_at_again() {
    var first = UUID.randomUUID();
    verdicts.refusal(first, "SELECT 1 FROM users", 2);
    for (int n = 0; n < Verdicts.REMEMBERED_MAX; n++) {
      assertThat(verdicts.refusal(UUID.randomUUID(), "SELECT " + n, 2)).isEmpty();
    }

    // Another text under the same id tells that it was looked at again.
    assertThat(verdicts.refusal(first, "SELECT 1 FROM groups", 2)).isEmpty();
  }
}
