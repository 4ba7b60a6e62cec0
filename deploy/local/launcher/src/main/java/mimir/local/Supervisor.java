package mimir.local;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mimir.local.process.Child;
import mimir.local.process.ChildSpec;
import mimir.local.process.PartFailed;

/**
 * Holds all parts of a stack. A part that dies completes {@link #failure}, unless its policy says
 * to start it again. {@link #stop} ends all parts, stage by stage in reverse order of start.
 */
final class Supervisor {
  /** The order of start; each stage's grace is how long its parts may take to end. */
  enum Stage {
    POSTGRESQL(6),
    KAFKA(6),
    CONNECT(4),
    SERVICE(5),
    /**
     * It ends what is under way: quarkus.shutdown.timeout of the gateway, and what is around it.
     */
    GATEWAY(13),
    FLEET(2);

    private final int graceSeconds;

    Stage(int graceSeconds) {
      this.graceSeconds = graceSeconds;
    }
  }

  /** All stages together take no longer; then parts are killed, which they all survive. */
  private static final Duration STOP_MAX = Duration.ofSeconds(26);

  /** A part that has lived this long did not die in a row. */
  private static final Duration STEADY = Duration.ofMinutes(1);

  private final Progress progress;
  private final Consumer<Child> onRestart;
  private final CompletableFuture<PartFailed> failure = new CompletableFuture<>();
  private final Map<Stage, List<Child>> parts = new EnumMap<>(Stage.class);
  private final ScheduledExecutorService restarts =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("restarts").daemon().factory());
  private boolean stopping;

  Supervisor(Progress progress, Consumer<Child> onRestart) {
    this.progress = progress;
    this.onRestart = onRestart;
    for (var stage : Stage.values()) {
      parts.put(stage, new ArrayList<>());
    }
  }

  /** Completes with the first death that ends the stack. */
  CompletableFuture<PartFailed> failure() {
    return failure;
  }

  /** A part whose death ends the stack. */
  void add(Stage stage, Child child) throws InterruptedException {
    hold(stage, child);
    watch(child, () -> failure.complete(child.failure("has died (code " + code(child) + ")")));
  }

  /** Starts a part that the policy may start again when it dies. */
  Child start(Stage stage, ChildSpec spec, RestartPolicy policy)
      throws IOException, InterruptedException {
    return start(stage, spec, policy, 0);
  }

  synchronized List<Child> all() {
    return parts.values().stream().flatMap(List::stream).toList();
  }

  /** Ends everything; whoever calls second waits until it is done. */
  void stop() {
    synchronized (this) {
      stopping = true;
    }
    restarts.shutdownNow();
    stopParts();
  }

  private Child start(Stage stage, ChildSpec spec, RestartPolicy policy, int deaths)
      throws IOException, InterruptedException {
    var child = Child.start(spec);
    var started = System.nanoTime();
    hold(stage, child);
    watch(
        child,
        () -> {
          var steady = System.nanoTime() - started > STEADY.toNanos();
          died(stage, spec, child, policy, steady ? 1 : deaths + 1);
        });
    return child;
  }

  private void died(Stage stage, ChildSpec spec, Child child, RestartPolicy policy, int deaths) {
    var pause = policy.pause(deaths);
    if (pause.isEmpty()) {
      failure.complete(child.failure("has died (code " + code(child) + ")"));
      return;
    }
    progress.say(
        "%s has died (code %d); again in %d ms, its log is %s"
            .formatted(child.name(), code(child), pause.get().toMillis(), child.log()));
    synchronized (this) {
      parts.get(stage).remove(child);
      if (stopping) {
        return;
      }
      var _ =
          restarts.schedule(
              () -> again(stage, spec, policy, deaths),
              pause.get().toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void again(Stage stage, ChildSpec spec, RestartPolicy policy, int deaths) {
    try {
      var child = start(stage, spec, policy, deaths);
      progress.say(child.name() + " is started again, process " + child.pid());
      onRestart.accept(child);
    } catch (IOException e) {
      failure.complete(new PartFailed(spec.name(), "cannot be started again: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A part that comes while the stack stops is ended at once. */
  private void hold(Stage stage, Child child) throws InterruptedException {
    synchronized (this) {
      if (!stopping) {
        parts.get(stage).add(child);
        return;
      }
    }
    child.kill();
    throw new InterruptedException("the stack is stopping");
  }

  private void watch(Child child, Runnable death) {
    var _ =
        child
            .exit()
            .thenRun(
                () -> {
                  if (!isStopping()) {
                    death.run();
                  }
                });
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  /** Not the lock of the lists: a part's death is noticed while this waits for it. */
  private void stopParts() {
    synchronized (restarts) {
      var deadline = System.nanoTime() + STOP_MAX.toNanos();
      var stages = List.of(Stage.values()).reversed();
      for (var stage : stages) {
        List<Child> living;
        synchronized (this) {
          living = parts.get(stage).stream().filter(Child::isAlive).toList();
        }
        living.forEach(Child::askToStop);
        var end = Math.min(deadline, System.nanoTime() + stage.graceSeconds * 1_000_000_000L);
        for (var child : living) {
          end(child, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
      }
    }
  }

  private void end(Child child, Duration grace) {
    try {
      child.awaitStop(grace);
      progress.say(child.name() + " has stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int code(Child child) {
    return child.exit().join();
  }
}
