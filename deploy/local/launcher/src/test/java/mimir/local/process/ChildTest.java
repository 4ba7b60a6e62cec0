package mimir.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  @TempDir private Path folder;

  @Test
  void a_death_during_a_wait_is_reported_with_the_last_lines() throws Exception {
    var child = shell("seq 1 100; echo it broke; exit 7");

    assertThatThrownBy(() -> Await.until(child, "ready", Duration.ofSeconds(20), () -> false))
        .isInstanceOf(PartFailed.class)
        .hasMessageContaining("victim ended with code 7 before it was ready")
        .hasMessageContaining("it broke")
        .hasMessageContaining("| 62")
        .hasMessageNotContaining("| 61\n");
  }

  @Test
  void lines_of_an_earlier_run_are_not_its_last_words() throws Exception {
    shell("echo old").exit().join();
    var child = shell("echo new");
    child.exit().join();

    assertThat(child.lastLines()).containsExactly("new");
  }

  @Test
  void a_child_that_does_not_want_to_end_is_killed() throws Exception {
    var child = shell("trap '' TERM; echo on; while true; do sleep 1; done");
    Await.until(child, "on", Duration.ofSeconds(20), () -> child.lastLines().contains("on"));

    child.askToStop();
    child.awaitStop(Duration.ofMillis(200));

    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void a_wait_has_a_deadline() throws Exception {
    var child = shell("sleep 60");

    assertThatThrownBy(() -> Await.until(child, "ready", Duration.ofMillis(100), () -> false))
        .isInstanceOf(PartFailed.class)
        .hasMessageContaining("victim was not ready");
    child.kill();
  }

  private Child shell(String script) throws Exception {
    return Child.start(
        new ChildSpec("victim", List.of("sh", "-c", script), folder.resolve("victim.log")));
  }
}
