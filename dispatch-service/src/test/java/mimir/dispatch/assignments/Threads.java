package mimir.dispatch.assignments;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Lets things happen at the same time. */
final class Threads implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** All begin at one moment; the results, in the order of the work. */
  <T> List<T> atOnce(List<? extends Callable<T>> work) throws Exception {
    var start = new CyclicBarrier(work.size());
    var done =
        work.stream()
            .map(
                each ->
                    threads.submit(
                        () -> {
                          start.await();
                          return each.call();
                        }))
            .toList();
    var results = new ArrayList<T>();
    for (var one : done) {
      results.add(one.get());
    }
    return results;
  }

  @Override
  public void close() {
    threads.close();
  }
}
