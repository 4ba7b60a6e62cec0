package mimir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * 64 MiB of 50,000 rows × 10 columns from many hosts at once. Each behaves as osquery does: it
 * hangs up 16 s after it began, sends again after 1 s and after 4 s, and later at every poll.
 */
final class LargeWrites {
  static final int ROWS = 50_000;
  private static final int COLUMNS = 10;
  private static final long BODY_BYTES = 64L << 20;
  private static final Duration OSQUERY_TIMEOUT = Duration.ofSeconds(16);
  private static final List<Integer> WAITS_SECONDS = List.of(1, 4, 10);

  /** Hosts would go on for days; what is not stored by then is a goal that was missed. */
  private static final Duration GIVE_UP = Duration.ofMinutes(5);

  private static final int PIECE = 256 * 1024;

  private final int port;
  private final byte[] rows;
  private final AtomicInteger attempts = new AtomicInteger();
  private final ConcurrentMap<String, Integer> outcomes = new ConcurrentHashMap<>();

  LargeWrites(int port) {
    this.port = port;
    this.rows = rows();
  }

  /** How long until the last host was acknowledged, and what they were told. */
  record Outcome(double seconds, int attempts, ConcurrentMap<String, Integer> told) {}

  Outcome run(String campaign, int hosts, boolean keyInHeader)
      throws InterruptedException, ExecutionException {
    attempts.set(0);
    outcomes.clear();
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> all =
          IntStream.range(0, hosts)
              .mapToObj(
                  host ->
                      threads.submit(
                          (Callable<Void>)
                              () -> {
                                start.await();
                                untilAcknowledged(campaign, host, keyInHeader);
                                return null;
                              }))
              .toList();
      long from = System.nanoTime();
      start.countDown();
      for (Future<Void> one : all) {
        one.get();
      }
      return new Outcome((System.nanoTime() - from) / 1e9, attempts.get(), outcomes);
    }
  }

  private void untilAcknowledged(String campaign, int host, boolean keyInHeader)
      throws InterruptedException {
    long end = System.nanoTime() + GIVE_UP.toNanos();
    for (int attempt = 0; !acknowledged(campaign, host, keyInHeader); attempt++) {
      if (System.nanoTime() - end > 0) {
        return;
      }
      int wait = WAITS_SECONDS.get(Math.min(attempt, WAITS_SECONDS.size() - 1));
      TimeUnit.SECONDS.sleep(wait);
    }
  }

  private boolean acknowledged(String campaign, int host, boolean keyInHeader) {
    attempts.incrementAndGet();
    String told;
    try {
      told = told(campaign, host, keyInHeader);
    } catch (IOException e) {
      told = e.getClass().getSimpleName();
    }
    outcomes.merge(told, 1, Integer::sum);
    return told.equals("{}");
  }

  private String told(String campaign, int host, boolean keyInHeader) throws IOException {
    String key = WriteLedger.nodeKey(host);
    var lease = WriteLedger.leaseId(campaign, host);
    byte[] before = ("{\"queries\":{\"" + lease + "\":[").getBytes(StandardCharsets.US_ASCII);
    byte[] behind =
        "]},\"statuses\":{\"%s\":0},\"messages\":{\"%<s\":\"\"},\"node_key\":\"%s\"}"
            .formatted(lease, key)
            .getBytes(StandardCharsets.US_ASCII);
    long length = (long) before.length + rows.length + behind.length;
    long end = System.nanoTime() + OSQUERY_TIMEOUT.toNanos();
    try (var connection = new WriteConnection(port, OSQUERY_TIMEOUT);
        var _ = new Deadline(connection, end)) {
      connection.send(WriteConnection.head(keyInHeader ? key : null, length));
      connection.send(before);
      for (int at = 0; at < rows.length; at += PIECE) {
        connection.send(rows, at, Math.min(PIECE, rows.length - at));
      }
      connection.send(behind);
      return connection.reply();
    }
  }

  /** Hangs up at its end, whatever the connection is doing then. */
  private record Deadline(Thread thread) implements AutoCloseable {
    Deadline(WriteConnection connection, long endNanos) {
      this(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      TimeUnit.NANOSECONDS.sleep(endNanos - System.nanoTime());
                      connection.close();
                    } catch (InterruptedException | IOException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }

  /** As much as fits into a body, with commas between; text that packs about as paths do. */
  private static byte[] rows() {
    var random = new Random(1);
    long room = BODY_BYTES - 1_024;
    int cell = (int) (room / ROWS / COLUMNS) - "\"column_0\":\"\",".length();
    var text = new StringBuilder((int) room);
    for (int row = 0; row < ROWS; row++) {
      text.append(row == 0 ? "{" : ",{");
      for (int column = 0; column < COLUMNS; column++) {
        text.append(column == 0 ? "\"" : ",\"").append("column_").append(column).append("\":\"");
        for (int left = cell; left > 0; left -= 13) {
          String word = Long.toString(random.nextLong(1L << 62), 36) + "/usr/lib/bin/";
          text.append(word, 0, Math.min(left, 13));
        }
        text.append('"');
      }
      text.append('}');
    }
    if (text.length() > room) {
      throw new IllegalStateException(text.length() + " bytes of rows");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
