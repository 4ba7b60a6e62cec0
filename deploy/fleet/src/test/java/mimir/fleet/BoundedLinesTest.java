package mimir.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {

  @Test
  void what_is_too_much_for_a_second_is_counted_in_the_next() {
    List<String> out = new ArrayList<>();
    AtomicLong time = new AtomicLong();
    BoundedLines lines = new BoundedLines(out::add, 2, time::get);
    for (String line : List.of("a", "b", "c", "d")) {
      lines.accept(line);
    }
    assertThat(out).containsExactly("a", "b");

    time.addAndGet(Duration.ofSeconds(1).toNanos());
    lines.accept("e");

    assertThat(out).containsExactly("a", "b", "… and 2 lines more", "e");
  }
}
