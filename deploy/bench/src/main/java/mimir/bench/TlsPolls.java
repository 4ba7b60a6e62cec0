package mimir.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Kept-alive TLS connections of which each polls every ten seconds, and senders that dawdle. */
final class TlsPolls implements AutoCloseable {
  private static final long EVERY_MILLIS = 10_000;
  private static final int CONNECTS_AT_ONCE = 32;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final NetClient client;
  private final int port;
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final LongAdder unanswered = new LongAdder();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger slowClosed = new AtomicInteger();

  /**
   * @param p50 in ms, of one poll, from the bytes sent to the answer
   * @param failed polls that were not answered when the next one was due, and connections lost
   */
  record Figures(int polls, double p50, double p99, double worst, long failed) {}

  TlsPolls(int port, Path caFile) {
    this.port = port;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setSsl(true)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setTrustOptions(new PemTrustOptions().addCertPath(caFile.toString()))
                .setTcpNoDelay(true)
                .setConnectTimeout(60_000));
  }

  void connect(int connections, List<String> nodeKeys) throws InterruptedException {
    var turns = new Semaphore(CONNECTS_AT_ONCE);
    for (int n = 0; n < connections; n++) {
      var poll = Buffer.buffer(PollLoad.poll(nodeKeys.get(n % nodeKeys.size())));
      open(turns).onSuccess(socket -> keepPolling(socket, poll));
    }
    drain(turns);
  }

  /** Each sends the head of a large write, and then a byte of it a second. */
  void addSlow(int senders) throws InterruptedException {
    var turns = new Semaphore(CONNECTS_AT_ONCE);
    var head =
        Buffer.buffer(
            "POST /api/v1/osquery/distributed/write HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                + "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{");
    for (int n = 0; n < senders; n++) {
      open(turns)
          .onSuccess(
              socket -> {
                socket.write(head);
                long timer = vertx.setPeriodic(1_000, _ -> socket.write(" "));
                socket.closeHandler(
                    _ -> {
                      vertx.cancelTimer(timer);
                      slowClosed.incrementAndGet();
                    });
              });
    }
    drain(turns);
  }

  private Future<NetSocket> open(Semaphore turns) throws InterruptedException {
    turns.acquire();
    return client
        .connect(port, "127.0.0.1")
        .onComplete(_ -> turns.release())
        .onFailure(
            failure -> {
              if (closed.getAndIncrement() == 0) {
                System.out.println("a connection failed: " + failure);
              }
            });
  }

  private static void drain(Semaphore turns) throws InterruptedException {
    turns.acquire(CONNECTS_AT_ONCE);
  }

  /** Runs on the socket's event loop. */
  private void keepPolling(NetSocket socket, Buffer poll) {
    var state = new State();
    socket.handler(
        answer -> {
          if (state.sentAt != 0 && endsAnswer(answer)) {
            nanos.add(System.nanoTime() - state.sentAt);
            state.sentAt = 0;
          }
        });
    // Spread over the ten seconds, as machines are.
    vertx.setTimer(
        1 + ThreadLocalRandom.current().nextLong(EVERY_MILLIS),
        _ -> {
          send(socket, poll, state);
          state.timer = vertx.setPeriodic(EVERY_MILLIS, _ -> send(socket, poll, state));
        });
    socket.closeHandler(
        _ -> {
          vertx.cancelTimer(state.timer);
          closed.incrementAndGet();
        });
  }

  private static boolean endsAnswer(Buffer answer) {
    return answer.length() > 0 && answer.getByte(answer.length() - 1) == '}';
  }

  private void send(NetSocket socket, Buffer poll, State state) {
    if (state.sentAt != 0) {
      unanswered.increment();
    }
    state.sentAt = System.nanoTime();
    socket.write(poll);
  }

  private static final class State {
    private long sentAt;
    private long timer;
  }

  /** What happened from now on, for so long. */
  Figures measure(Duration duration) throws InterruptedException {
    nanos.clear();
    unanswered.reset();
    TimeUnit.MILLISECONDS.sleep(duration.toMillis());
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return new Figures(
        sorted.length,
        millis(sorted, 0.5),
        millis(sorted, 0.99),
        millis(sorted, 1),
        unanswered.sum() + closed.get());
  }

  private static double millis(long[] sorted, double share) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1e6;
  }

  /** Slow senders whose connection the server has ended. */
  int slowClosed() {
    return slowClosed.get();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
