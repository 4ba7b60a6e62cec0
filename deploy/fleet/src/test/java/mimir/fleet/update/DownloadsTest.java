package mimir.fleet.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import mimir.fleet.wire.AgentClock;
import mimir.fleet.wire.ServerAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that breaks off, and one that lies. */
class DownloadsTest {
  private static final String SHA256 = "ab".repeat(32);
  private static final int BYTES = 300_000;

  @TempDir Path directory;

  private final byte[] file = new byte[BYTES];
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final List<Duration> pauses = new ArrayList<>();
  private HttpServer server;
  private Downloads downloads;
  private int breaks;
  private boolean online = true;

  @BeforeEach
  void a_server() throws IOException {
    new SplittableRandom(1).nextBytes(file);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/file", this::serve);
    server.createContext("/none", exchange -> answer(exchange, 404, "not rolled out"));
    server.createContext("/endless", DownloadsTest::serveWithoutLength);
    server.createContext("/other", this::serveOtherPart);
    server.createContext("/busy", this::serveWhenFree);
    server.createContext("/elsewhere", DownloadsTest::redirect);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    downloads = new Downloads(ServerAddress.of(List.of(base), Optional.empty()), timers, 2);
  }

  @AfterEach
  void end() {
    server.stop(0);
    timers.shutdownNow();
  }

  /** Breaks off in the middle of what is left, as often as it is told to. */
  private void serve(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    heard.add(range + " " + exchange.getRequestHeaders().getFirst("If-Range"));
    assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("NodeKey k");
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    if (from >= BYTES) {
      exchange.sendResponseHeaders(416, -1);
    } else {
      if (range != null) {
        exchange
            .getResponseHeaders()
            .add("Content-Range", "bytes %d-%d/%d".formatted(from, BYTES - 1, BYTES));
      }
      exchange.sendResponseHeaders(range == null ? 200 : 206, BYTES - from);
      int length = breaks-- > 0 ? (BYTES - from) / 2 : BYTES - from;
      exchange.getResponseBody().write(file, from, length);
    }
    exchange.close();
  }

  private static void serveWithoutLength(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(1);
    exchange.close();
  }

  private void serveWhenFree(HttpExchange exchange) throws IOException {
    if (breaks-- > 0) {
      answer(exchange, 503, "busy, try again");
    } else {
      exchange.sendResponseHeaders(200, BYTES);
      exchange.getResponseBody().write(file);
      exchange.close();
    }
  }

  /** A server that was taken over might send its agents anywhere. */
  private static void redirect(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Location", "/file");
    answer(exchange, 302, "there");
  }

  private void serveOtherPart(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Range", "bytes 0-9/10");
    exchange.sendResponseHeaders(206, 10);
    exchange.getResponseBody().write(file, 0, 10);
    exchange.close();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    exchange.sendResponseHeaders(status, text.length());
    exchange.getResponseBody().write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    exchange.close();
  }

  private Path fetched(String path) throws IOException, InterruptedException {
    Path to = directory.resolve("part");
    AgentClock clock =
        new AgentClock() {
          @Override
          public Instant now() {
            return Instant.EPOCH;
          }

          @Override
          public void pause(Duration duration) {
            pauses.add(duration);
          }
        };
    downloads.fetch(new Downloads.Client("k", () -> online, clock), path, SHA256, to);
    return to;
  }

  @Test
  void a_file_comes_whole() throws Exception {
    assertThat(fetched("/file")).hasBinaryContent(file);
    assertThat(heard).containsExactly("null null");
  }

  @Test
  void what_broke_off_goes_on_where_it_was_and_only_of_the_same_file() throws Exception {
    breaks = 2;

    assertThat(fetched("/file")).hasBinaryContent(file);

    String tag = '"' + SHA256 + '"';
    assertThat(heard).containsExactly("null null", "bytes=150000- " + tag, "bytes=225000- " + tag);
    assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(4));
  }

  @Test
  void what_breaks_off_for_ever_is_given_up_and_its_part_stays() {
    breaks = 99;

    assertThatThrownBy(() -> fetched("/file")).isInstanceOf(IOException.class);

    assertThat(heard).hasSize(5);
    assertThat(directory.resolve("part")).isNotEmptyFile();
  }

  @Test
  void what_is_there_already_is_not_fetched_again() throws Exception {
    Files.write(directory.resolve("part"), file);

    assertThat(fetched("/file")).hasBinaryContent(file);
  }

  @Test
  void a_refusal_is_told_with_the_servers_words_and_not_repeated() {
    assertThatThrownBy(() -> fetched("/none")).hasMessageContaining("404", "not rolled out");
    assertThat(pauses).isEmpty();
  }

  @Test
  void a_busy_server_is_asked_again() throws Exception {
    breaks = 2;

    assertThat(fetched("/busy")).hasBinaryContent(file);
    assertThat(pauses).hasSize(2);
  }

  @Test
  void nothing_is_fetched_from_elsewhere() {
    assertThatThrownBy(() -> fetched("/elsewhere")).hasMessageContaining("302");
    assertThat(heard).isEmpty();
  }

  @Test
  void another_part_than_was_asked_for_is_refused() throws Exception {
    Files.write(directory.resolve("part"), new byte[100]);

    assertThatThrownBy(() -> fetched("/other")).hasMessageContaining("another part");
    assertThat(directory.resolve("part")).hasSize(100);
  }

  @Test
  void what_does_not_say_its_length_is_refused() {
    assertThatThrownBy(() -> fetched("/endless")).hasMessageContaining("how long");
  }

  @Test
  void a_host_without_a_network_fetches_nothing() {
    online = false;

    assertThatThrownBy(() -> fetched("/file")).hasMessageContaining("offline");
    assertThat(heard).isEmpty();
  }
}
