package mimir.ingest.columns;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class ColumnTablesTest {
  @Inject ColumnTables tables;
  @Inject Jdbi jdbi;

  private final UUID campaign = Ids.next();

  @Test
  void columns_are_in_the_order_of_the_rows() {
    tables.keep(campaign, seen(List.of("path", "name")));
    tables.keep(campaign, seen(List.of("path", "name")));
    tables.keep(campaign, seen(List.of("path", "name", "uid", "")));

    assertThat(tables.of(campaign).names()).containsExactly("path", "name", "uid", "");
    assertThat(tables.of(campaign).leftOut()).isFalse();
    assertThat(tables.of(Ids.next()).names()).isEmpty();
  }

  @Test
  void what_is_beyond_the_limit_is_told_and_not_kept() {
    tables.keep(campaign, seen(numbered("a", ColumnTables.KEPT_MAX - 1)));
    assertThat(tables.of(campaign).leftOut()).isFalse();

    tables.keep(campaign, seen(List.of("x", "y", "z")));
    tables.keep(campaign, seen(List.of("z")));

    assertThat(tables.of(campaign).names()).hasSize(ColumnTables.KEPT_MAX).contains("x");
    assertThat(tables.of(campaign).leftOut()).isTrue();
  }

  @Test
  void a_process_that_knows_nothing_keeps_nothing_twice() {
    tables.keep(campaign, seen(List.of("path", "name")));
    var other = new ColumnTables(jdbi);

    other.keep(campaign, seen(List.of("name", "path", "uid")));

    assertThat(other.of(campaign).names()).containsExactly("path", "name", "uid");
  }

  @Test
  void several_at_once_keep_each_name_once() throws Exception {
    var running = new ArrayList<Future<?>>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int n = 0; n < 4; n++) {
        var own = new ColumnTables(jdbi);
        var names = new ArrayList<>(numbered("c", 100));
        Collections.rotate(names, 25 * n);
        running.add(threads.submit(() -> own.keep(campaign, seen(names))));
      }
    }
    for (Future<?> each : running) {
      each.get();
    }

    assertThat(tables.of(campaign).names()).containsExactlyInAnyOrderElementsOf(numbered("c", 100));
  }

  @Test
  void names_that_are_forgotten_are_kept_again() {
    tables.keep(campaign, seen(List.of("path")));
    tables.forget(campaign);
    assertThat(tables.of(campaign).names()).isEmpty();

    tables.keep(campaign, seen(List.of("path")));
    assertThat(tables.of(campaign).names()).containsExactly("path");
  }

  private static List<String> numbered(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(n -> prefix + n).collect(Collectors.toList());
  }

  private static SeenColumns seen(List<String> names) {
    var seen = new SeenColumns();
    seen.add(new LinkedHashSet<>(names));
    return seen;
  }
}
