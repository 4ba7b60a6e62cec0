package mimir.local.process;

import java.time.Duration;

/** Waiting for a child with a deadline: it ends early, and says why, when the child has died. */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(150);

  private Await() {}

  /** A question that may fail while the asked one is still starting. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  public static void until(Child child, String what, Duration atMost, Condition condition)
      throws InterruptedException {
    var deadline = System.nanoTime() + atMost.toNanos();
    Exception last = null;
    while (true) {
      if (!child.isAlive()) {
        throw child.failure("ended with code " + child.exit().join() + " before it was " + what);
      }
      try {
        if (condition.holds()) {
          return;
        }
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        last = e;
      }
      if (System.nanoTime() > deadline) {
        var because = last == null ? "" : " (" + last.getMessage() + ")";
        throw child.failure("was not " + what + " within " + atMost.toSeconds() + " s" + because);
      }
      Thread.sleep(PAUSE);
    }
  }
}
