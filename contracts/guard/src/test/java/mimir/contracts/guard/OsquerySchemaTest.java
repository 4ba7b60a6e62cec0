package mimir.contracts.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mimir.contracts.guard.OsquerySchema.Column;
import mimir.contracts.guard.OsquerySchema.Table;
import org.junit.jupiter.api.Test;

class OsquerySchemaTest {
  private static final OsquerySchema SCHEMA = OsquerySchema.bundled();

  @Test
  void all_tables_of_5_23_are_there_in_order() {
    assertThat(SCHEMA.version()).isEqualTo("5.23");
    assertThat(SCHEMA.tables()).hasSize(284);
    assertThat(SCHEMA.tables().stream().map(Table::name)).isSorted().doesNotHaveDuplicates();
    assertThat(SCHEMA.tables().stream().mapToInt(table -> table.columns().size()).sum())
        .isEqualTo(2_587);
    assertThat(columns().filter(Column::required)).hasSize(33);
    assertThat(columns().filter(Column::hidden)).hasSize(88);
    assertThat(columns().filter(Column::index)).hasSize(102);
    assertThat(columns().filter(Column::additional)).hasSize(114);
  }

  @Test
  void a_table_says_what_the_published_schema_says() {
    Table yara = SCHEMA.table("yara").orElseThrow();
    assertThat(yara.name()).isEqualTo("yara_file");
    assertThat(yara.platforms()).containsExactly("darwin", "linux", "windows");
    assertThat(yara.evented()).isFalse();
    assertThat(yara.columns().getFirst())
        .isEqualTo(new Column("path", "TEXT", true, false, true, false, yara.platforms()));
    assertThat(yara.columns().getLast())
        .isEqualTo(
            new Column(
                "pid_with_namespace", "INTEGER", false, true, false, true, List.of("linux")));
    assertThat(SCHEMA.table("process_events").orElseThrow().evented()).isTrue();
  }

  @Test
  void names_and_aliases_are_found_in_any_case() {
    assertThat(SCHEMA.table("USERS")).isEqualTo(SCHEMA.table("users")).isPresent();
    assertThat(SCHEMA.table("Hosts").orElseThrow().name()).isEqualTo("etc_hosts");
    assertThat(SCHEMA.table("users ")).isEmpty();
  }

  /** Else a legal statement could not name it. */
  @Test
  void no_name_of_osquery_is_reserved_or_begins_another_statement() {
    try (var empty = new Sandbox(List.of())) {
      ReservedNames reserved = empty.reservedNames();
      assertThat(reserved.reserves("SQLite_master")).isTrue();
      assertThat(reserved.reserves("dbstat")).isTrue();
      Stream<String> names =
          Stream.concat(
              SCHEMA.tables().stream().flatMap(OsquerySchemaTest::names),
              columns().map(Column::name));
      assertThat(names.filter(reserved::reserves)).isEmpty();
    }
    Set<String> verbs = Set.of("pragma", "analyze", "begin", "vacuum", "explain", "with", "end");
    assertThat(SCHEMA.tables().stream().flatMap(OsquerySchemaTest::names))
        .doesNotContainAnyElementsOf(verbs);
  }

  @Test
  void a_deny_list_with_an_unknown_name_does_not_start() {
    assertThatThrownBy(() -> DenyList.of(List.of("curl", "crul"), SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'crul'");
  }

  @Test
  void a_deny_list_takes_names_in_any_case_aliases_and_blanks() {
    assertThat(DenyList.of(List.of(" CURL ", "yara", "Yara_File", ""), SCHEMA).tables())
        .containsExactly("curl", "yara_file");
    assertThat(DenyList.of(DenyList.DEFAULT, SCHEMA).tables()).hasSize(16);
  }

  private static Stream<Column> columns() {
    return SCHEMA.tables().stream().flatMap(table -> table.columns().stream());
  }

  private static Stream<String> names(Table table) {
    return Stream.concat(Stream.of(table.name()), table.aliases().stream());
  }
}
