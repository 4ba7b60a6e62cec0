package mimir.dispatch.assignments;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Questions to the database that come while another is on its way go together in the next one: who
 * is alone waits for nobody, and many at once pay for one statement and one commit.
 */
final class Together<Q, A> {
  /** One is at the database while the other is on its way to or from it. */
  private static final int AT_ONCE = 2;

  private final String name;
  private final int max;
  private final Duration waitMax;
  private final Function<List<Q>, List<A>> answers;
  private final ConcurrentLinkedQueue<Asked<Q, A>> queue = new ConcurrentLinkedQueue<>();
  private final Semaphore free = new Semaphore(AT_ONCE);

  /**
   * @param max questions that go together
   * @param waitMax how long each waits
   * @param answers one for each question, in their order; blocks
   */
  Together(String name, int max, Duration waitMax, Function<List<Q>, List<A>> answers) {
    this.name = name;
    this.max = max;
    this.waitMax = waitMax;
    this.answers = answers;
  }

  private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

  /**
   * Blocks.
   *
   * @throws CancellationException when it took too long; the answer may come about all the same
   */
  A ask(Q question) {
    var asked = new Asked<Q, A>(question, new CompletableFuture<>());
    queue.add(asked);
    if (free.tryAcquire()) {
      Thread.ofVirtual().name(name).start(this::work);
    }
    try {
      return asked.answer().get(waitMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new CancellationException("no answer of the database within " + waitMax);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private void work() {
    // Who adds to the queue after the last look finds a place free, and who did before is seen.
    do {
      try {
        while (!queue.isEmpty()) {
          answer(next());
        }
      } finally {
        free.release();
      }
    } while (!queue.isEmpty() && free.tryAcquire());
  }

  private List<Asked<Q, A>> next() {
    var next = new ArrayList<Asked<Q, A>>();
    while (next.size() < max) {
      Asked<Q, A> asked = queue.poll();
      if (asked == null) {
        break;
      }
      next.add(asked);
    }
    return next;
  }

  private void answer(List<Asked<Q, A>> together) {
    if (together.isEmpty()) {
      return;
    }
    try {
      List<A> given = answers.apply(together.stream().map(Asked::question).toList());
      for (int n = 0; n < together.size(); n++) {
        together.get(n).answer().complete(given.get(n));
      }
    } catch (RuntimeException | Error e) {
      together.forEach(asked -> asked.answer().completeExceptionally(e));
    }
  }
}
