package mimir.dispatch.osquery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** Records that Kafka has not confirmed: so many bytes of them at a time. */
final class OnTheWay {
  /** What a record takes beside its line. */
  private static final int RECORD_BYTES = 512;

  private final Deque<Sent> sent = new ArrayDeque<>();
  private final long bytesMax;
  private long bytes;

  OnTheWay(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  private record Sent(long bytes, CompletableFuture<Void> confirmed) {}

  /**
   * Waits until a line of this size may be sent too.
   *
   * @throws java.util.concurrent.CompletionException when one that was waited for has failed
   */
  void makeRoom(int lineBytes) {
    while (!sent.isEmpty() && bytes + lineBytes + RECORD_BYTES > bytesMax) {
      next();
    }
  }

  void add(int lineBytes, CompletableFuture<Void> confirmed) {
    // The first failure ends it: each further line would wait as long for a Kafka that is away.
    if (confirmed.isCompletedExceptionally()) {
      confirmed.join();
    }
    sent.add(new Sent((long) lineBytes + RECORD_BYTES, confirmed));
    bytes += (long) lineBytes + RECORD_BYTES;
  }

  /** Waits for all of them. */
  void arrive() {
    while (!sent.isEmpty()) {
      next();
    }
  }

  private void next() {
    Sent oldest = sent.remove();
    oldest.confirmed().join();
    bytes -= oldest.bytes();
  }
}
