package mimir.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mimir.local.process.Await;
import mimir.local.process.Child;
import mimir.local.process.ChildSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  private static final RestartPolicy AT_ONCE =
      new RestartPolicy.Always(Duration.ofMillis(10), Duration.ofMillis(20));

  @TempDir private Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final BlockingQueue<Child> restarted = new LinkedBlockingQueue<>();
  private final Supervisor supervisor =
      new Supervisor(
          new Progress(new PrintStream(said, true, StandardCharsets.UTF_8)), restarted::add);

  @AfterEach
  void stop() {
    supervisor.stop();
  }

  @Test
  void the_death_of_a_part_ends_the_stack_and_names_it() throws Exception {
    supervisor.start(
        Supervisor.Stage.SERVICE, shell("ingest", "sleep 60"), new RestartPolicy.Never());
    supervisor.start(
        Supervisor.Stage.SERVICE,
        shell("flag", "echo no database; exit 3"),
        new RestartPolicy.Never());

    var failure = supervisor.failure().get(20, TimeUnit.SECONDS);

    assertThat(failure).hasMessageContaining("flag has died (code 3)");
    assertThat(failure).hasMessageContaining("no database");
  }

  @Test
  void a_part_with_a_policy_is_started_again() throws Exception {
    var child = supervisor.start(Supervisor.Stage.SERVICE, shell("flag", "sleep 60"), AT_ONCE);

    child.kill();

    var again = restarted.poll(20, TimeUnit.SECONDS);
    assertThat(again).isNotNull();
    assertThat(again.isAlive()).isTrue();
    assertThat(again.pid()).isNotEqualTo(child.pid());
    assertThat(supervisor.all()).containsExactly(again);
    assertThat(supervisor.failure()).isNotDone();
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("flag has died (code 137)");
  }

  @Test
  void parts_stop_stage_by_stage_in_reverse_order_of_start() throws Exception {
    var order = folder.resolve("order");
    var never = new RestartPolicy.Never();
    for (var stage : List.of(Supervisor.Stage.KAFKA, Supervisor.Stage.FLEET)) {
      var child = supervisor.start(stage, reluctant(stage.name(), order), never);
      awaitLine(child);
    }

    supervisor.stop();

    assertThat(Files.readAllLines(order)).containsExactly("FLEET", "KAFKA");
    assertThat(supervisor.all()).noneMatch(Child::isAlive);
    assertThat(supervisor.failure()).isNotDone();
  }

  @Test
  void nothing_is_started_again_once_it_stops() throws Exception {
    var child = supervisor.start(Supervisor.Stage.SERVICE, shell("flag", "sleep 60"), AT_ONCE);

    supervisor.stop();

    assertThat(child.isAlive()).isFalse();
    assertThat(restarted.poll(200, TimeUnit.MILLISECONDS)).isNull();
  }

  private ChildSpec reluctant(String name, Path order) {
    return shell(
        name,
        "trap 'echo %s >> %s; exit 0' TERM; echo on; while true; do sleep 0.05; done"
            .formatted(name, order));
  }

  private static void awaitLine(Child child) throws InterruptedException {
    Await.until(child, "on", Duration.ofSeconds(20), () -> child.lastLines().contains("on"));
  }

  private ChildSpec shell(String name, String script) {
    return new ChildSpec(name, List.of("sh", "-c", script), folder.resolve(name + ".log"));
  }
}
