package mimir.local;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/** Runs steps at the same time; the first failure is the result, and interrupts the others. */
final class SideBySide {
  private SideBySide() {}

  static void run(List<Callable<Void>> steps) throws Exception {
    var threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("step-", 0).daemon().factory());
    try {
      var running = new ExecutorCompletionService<Void>(threads);
      steps.forEach(running::submit);
      for (var _ : steps) {
        running.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } finally {
      threads.shutdownNow();
    }
  }
}
