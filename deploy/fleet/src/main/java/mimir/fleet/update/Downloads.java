package mimir.fleet.update;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import mimir.fleet.wire.AgentClock;
import mimir.fleet.wire.ServerAddress;

/** Large files from the agents' door, resumed where they broke off; shared by all of a process. */
public final class Downloads {
  /** An osqueryd has some 40 MB; what never ends fills a disk. */
  static final long BYTES_MAX = 1L << 30;

  private static final int ATTEMPTS = 5;
  private static final int TEXT_MAX = 200;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(16);
  private static final Duration STALLED_AFTER = Duration.ofSeconds(30);

  private final HttpClient client;
  private final URI base;
  private final ScheduledExecutorService timers;
  private final Semaphore atOnce;

  /**
   * @param atOnce most downloads at a time in this process
   */
  public Downloads(ServerAddress server, ScheduledExecutorService timers, int atOnce) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(server.trust())
            .connectTimeout(ANSWER_MAX)
            .build();
    this.base = server.bases().getFirst();
    this.timers = timers;
    this.atOnce = new Semaphore(atOnce, true);
  }

  /** Who downloads, and where it lives. */
  public record Client(String nodeKey, BooleanSupplier online, AgentClock clock) {}

  /**
   * @param path at the server
   * @param sha256 which file is meant: part of another one is not gone on with
   * @param to may hold its beginning
   */
  public void fetch(Client who, String path, String sha256, Path to)
      throws IOException, InterruptedException {
    atOnce.acquire();
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          once(who, path, sha256, to);
          return;
        } catch (DownloadRefused e) {
          throw e;
        } catch (IOException e) {
          if (attempt == ATTEMPTS || !who.online().getAsBoolean()) {
            throw e;
          }
          who.clock().pause(Duration.ofSeconds((long) attempt * attempt));
        }
      }
    } finally {
      atOnce.release();
    }
  }

  private void once(Client who, String path, String sha256, Path to)
      throws IOException, InterruptedException {
    if (!who.online().getAsBoolean()) {
      throw new IOException("the host is offline");
    }
    long there = Files.exists(to) ? Files.size(to) : 0;
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .header("Authorization", "NodeKey " + who.nodeKey());
    if (there > 0) {
      request.header("Range", "bytes=" + there + "-").header("If-Range", '"' + sha256 + '"');
    }
    HttpResponse<InputStream> reply = answered(request.build());
    try (InputStream body = reply.body()) {
      switch (reply.statusCode()) {
        case 200 -> copy(body, to, 0, length(reply, 0), who.online());
        case 206 -> {
          checkPart(reply, there);
          copy(body, to, there, length(reply, there), who.online());
        }
        // There is nothing behind what is there: it is whole, or wrong, as its hash will tell.
        case 416 -> {}
        case 503 -> throw new IOException("the server is busy (503)");
        default ->
            throw new DownloadRefused(
                "the server answers %d at %s: %s".formatted(reply.statusCode(), path, text(body)));
      }
    }
  }

  /** The head must come in time; a timeout of the request may count the body too. */
  private HttpResponse<InputStream> answered(HttpRequest request)
      throws IOException, InterruptedException {
    var reply = client.sendAsync(request, BodyHandlers.ofInputStream());
    try {
      return reply.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      reply.cancel(true);
      throw new IOException("the server does not answer within " + ANSWER_MAX, e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause().getMessage()), e);
    }
  }

  private static void checkPart(HttpResponse<?> reply, long from) throws IOException {
    String range = reply.headers().firstValue("Content-Range").orElse("");
    if (!range.startsWith("bytes " + from + "-")) {
      throw new DownloadRefused("the server sends another part than was asked for: " + range);
    }
  }

  /** The whole file's. */
  private static long length(HttpResponse<?> reply, long there) throws IOException {
    long length = there + reply.headers().firstValueAsLong("Content-Length").orElse(-1 - there);
    if (length < 0 || length > BYTES_MAX) {
      throw new DownloadRefused("the server does not say how long the file is, or it is too long");
    }
    return length;
  }

  private void copy(InputStream body, Path to, long from, long length, BooleanSupplier online)
      throws IOException {
    var progress = new AtomicLong(System.nanoTime());
    var guard =
        timers.scheduleAtFixedRate(
            () -> {
              if (System.nanoTime() - progress.get() > STALLED_AFTER.toNanos()) {
                closeQuietly(body);
              }
            },
            1,
            1,
            TimeUnit.SECONDS);
    long at = from;
    try (OutputStream out =
        from == 0
            ? Files.newOutputStream(to)
            : Files.newOutputStream(to, StandardOpenOption.APPEND)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        out.write(buffer, 0, read);
        at += read;
        progress.set(System.nanoTime());
        if (!online.getAsBoolean()) {
          throw new IOException("the host went offline");
        }
      }
    } finally {
      guard.cancel(false);
    }
    if (at != length) {
      throw new IOException("the file ended after %,d of %,d bytes".formatted(at, length));
    }
  }

  private static void closeQuietly(InputStream body) {
    try {
      body.close();
    } catch (IOException e) {
      // Whoever reads it finds that out.
      return;
    }
  }

  private static String text(InputStream body) throws IOException {
    return new String(body.readNBytes(TEXT_MAX), StandardCharsets.UTF_8);
  }
}
