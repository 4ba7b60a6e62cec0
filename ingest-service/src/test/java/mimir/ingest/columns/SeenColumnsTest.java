package mimir.ingest.columns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeenColumnsTest {
  private final SeenColumns seen = new SeenColumns();

  @Test
  void a_column_keeps_the_place_of_the_row_that_had_it_first() {
    seen.add(new LinkedHashSet<>(List.of("name", "path")));
    seen.add(new LinkedHashSet<>(List.of("pid", "name", "uid")));

    assertThat(seen.positions(StorableText::of))
        .isEqualTo(Map.of("name", 0, "path", 1, "pid", 0, "uid", 2));
    assertThat(seen.leftOut()).isFalse();
  }

  @Test
  void a_name_is_kept_as_it_is_stored() {
    seen.add(Set.of("a\0b"));

    assertThat(seen.positions(StorableText::of)).containsOnlyKeys("a\uFFFDb");
  }

  @Test
  void a_name_that_is_too_long_is_left_out() {
    seen.add(Set.of("x".repeat(SeenColumns.NAME_MAX)));
    assertThat(seen.leftOut()).isFalse();

    seen.add(Set.of("y".repeat(SeenColumns.NAME_MAX + 1)));
    assertThat(seen.leftOut()).isTrue();
    assertThat(seen.positions(StorableText::of)).hasSize(1);
  }

  @Test
  void names_beyond_the_limit_are_left_out() {
    seen.add(
        IntStream.range(0, ColumnTables.KEPT_MAX)
            .mapToObj(n -> "c" + n)
            .collect(Collectors.toSet()));
    assertThat(seen.leftOut()).isFalse();

    seen.add(Set.of("one more"));
    assertThat(seen.leftOut()).isTrue();
    assertThat(seen.positions(StorableText::of)).hasSize(ColumnTables.KEPT_MAX);
  }
}
