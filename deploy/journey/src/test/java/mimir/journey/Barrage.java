package mimir.journey;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Many requests, a few at a time, each with what its answer must be. */
final class Barrage {
  private static final int AT_ONCE = 6;

  private final List<Callable<String>> requests = new ArrayList<>();

  /** One request. */
  interface Request {
    Wire.Reply send() throws IOException;
  }

  /**
   * @param what names the request, and what is expected of it
   */
  void add(String what, Request request, Predicate<Wire.Reply> expected) {
    requests.add(
        () -> {
          try {
            Wire.Reply reply = request.send();
            return expected.test(reply) ? "" : what + ", got: " + reply;
          } catch (IOException e) {
            return what + ", got: " + e;
          }
        });
  }

  int size() {
    return requests.size();
  }

  /** Those that were answered otherwise, each a line. */
  List<String> misses() throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      var misses = new ArrayList<String>();
      for (Future<String> each : threads.invokeAll(requests)) {
        String miss = result(each);
        if (!miss.isEmpty()) {
          misses.add(miss);
        }
      }
      return misses;
    }
  }

  private static String result(Future<String> done) throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
