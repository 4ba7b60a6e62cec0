package mimir.dispatch.assignments;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Questions to the database that come while others are on their way, or soon after those set out,
 * go together in the next statement: who is alone waits for nobody, many at once pay for one
 * statement and one commit, and all of them never take more than a few connections from the pool.
 */
final class Together<Q, A> {
  /** One is at the database while the other is on its way to or from it. */
  static final int AT_ONCE = 2;

  /** As long as for a connection from the pool. osquery gives up a little later. */
  static final Duration WAIT_MAX = Duration.ofSeconds(10);

  private final String name;
  private final int max;
  private final Duration apart;
  private final Duration waitMax;
  private final Database<Q, A> database;
  private final ConcurrentLinkedQueue<Asked<Q, A>> queue = new ConcurrentLinkedQueue<>();
  private final Semaphore free;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

  Together(String name, int max, Duration apart, Duration waitMax, Database<Q, A> database) {
    this(name, max, AT_ONCE, apart, waitMax, database);
  }

  /**
   * @param max questions that go together
   * @param atOnce how many such statements may be on their way
   * @param apart from the beginning of one to that of the next; who comes later than that waits for
   *     nobody
   * @param waitMax how long each waits
   */
  Together(
      String name, int max, int atOnce, Duration apart, Duration waitMax, Database<Q, A> database) {
    this.name = name;
    this.max = max;
    this.free = new Semaphore(atOnce);
    this.apart = apart;
    this.waitMax = waitMax;
    this.database = database;
  }

  /** Whom they ask. */
  interface Database<Q, A> {
    /** One answer for each question, in their order. Blocks. */
    List<A> answers(List<Q> questions);

    /** What never stands in one statement twice. */
    default Object subject(Q question) {
      return new Object();
    }

    /** An answer came when its asker had given up. */
    default void nobodyWaits(Q question, A answer) {}
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
    return await(asked.answer());
  }

  /** How many wait for the next one. */
  int queued() {
    return queue.size();
  }

  private A await(CompletableFuture<A> answer) {
    try {
      return answer.get(waitMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      // From here on its answer is nobody's.
      if (answer.cancel(false)) {
        throw new CancellationException(name + ": no answer of the database within " + waitMax);
      }
      return answer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(false);
      throw new CancellationException("interrupted");
    }
  }

  private void work() {
    // Who adds to the queue after the last look finds a place free, and who did before is seen.
    do {
      try {
        while (!queue.isEmpty()) {
          awaitTurn();
          answer(next());
        }
      } finally {
        free.release();
      }
    } while (!queue.isEmpty() && free.tryAcquire());
  }

  private void awaitTurn() {
    if (apart.isZero()) {
      return;
    }
    long now = System.nanoTime();
    long turn = nextNanos.getAndUpdate(next -> later(next, now) + apart.toNanos());
    for (long wait = turn - now; wait > 0; wait = turn - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }

  private List<Asked<Q, A>> next() {
    var next = new ArrayList<Asked<Q, A>>();
    var subjects = new HashSet<>();
    while (next.size() < max) {
      Asked<Q, A> asked = queue.poll();
      if (asked == null) {
        break;
      }
      if (asked.answer().isDone()) {
        continue;
      }
      if (!subjects.add(database.subject(asked.question()))) {
        queue.add(asked);
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
      List<A> given = database.answers(together.stream().map(Asked::question).toList());
      for (int n = 0; n < together.size(); n++) {
        Asked<Q, A> asked = together.get(n);
        if (!asked.answer().complete(given.get(n))) {
          database.nobodyWaits(asked.question(), given.get(n));
        }
      }
    } catch (RuntimeException | Error e) {
      together.forEach(asked -> asked.answer().completeExceptionally(e));
    }
  }
}
