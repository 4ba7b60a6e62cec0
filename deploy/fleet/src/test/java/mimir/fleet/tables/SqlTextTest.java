package mimir.fleet.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTextTest {

  @Test
  void statements_end_at_semicolons_outside_of_strings_and_comments() {
    List<SqlText> statements =
        SqlText.statements("SELECT ';' AS a; -- no; end\nSELECT \"x;y\" /* ; */ ;; ");
    assertThat(statements)
        .extracting(SqlText::sql)
        .containsExactly("SELECT ';' AS a", "-- no; end\nSELECT \"x;y\" /* ; */");
  }

  @Test
  void a_doubled_quote_is_one_quote() {
    assertThat(SqlText.of("SELECT 'it''s', \"a\"\"b\"").constants())
        .containsExactly("it's", "a\"b");
  }

  @Test
  void a_string_without_an_end_ends_with_the_text() {
    assertThat(SqlText.of("SELECT 'open").constants()).containsExactly("open");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 1                          | true",
        "  with a as (select 1) select *   | true",
        "VALUES (1)                        | true",
        "EXPLAIN SELECT 1                  | true",
        "INSERT INTO users VALUES (1)      | false",
        "ATTACH '/etc/passwd' AS x         | false",
        "PRAGMA writable_schema = 1        | false",
        "backup to '/tmp/x'                | false",
        "restore from '/tmp/x'             | false",
      })
  void only_reading_is_authorized(String sql, boolean allowed) {
    assertThat(SqlText.of(sql).onlyReads()).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "SELECT * FROM file WHERE path = '/a'                          | true",
        "SELECT * FROM file WHERE directory LIKE '/a/%'                | true",
        "SELECT * FROM file WHERE path IN ('/a', '/b')                 | true",
        "SELECT * FROM processes p JOIN hash h ON p.path = h.path      | true",
        "SELECT * FROM processes JOIN hash USING (path)                | true",
        "SELECT * FROM file WHERE '/a' = path                          | true",
        "SELECT * FROM file WHERE `path`='/a'                          | true",
        "SELECT * FROM file                                            | false",
        "SELECT path, directory FROM file                              | false",
        "SELECT * FROM file WHERE filename = 'path'                    | false",
      })
  void a_required_column_must_be_compared(String sql, boolean constrained) {
    assertThat(SqlText.of(sql).constrains(Set.of("path", "directory"))).isEqualTo(constrained);
  }
}
