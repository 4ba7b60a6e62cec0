package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import mimir.dispatch.Limits;
import mimir.dispatch.osquery.TakeBody.Sender;
import mimir.dispatch.osquery.TakeBody.Taken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may work on a large body, and what is given back however it ends. */
class TakeBodyTest {
  private static final byte[] SMALL = "{}".getBytes(UTF_8);

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final LinkedBlockingQueue<Object> outcomes = new LinkedBlockingQueue<>();
  private final List<Taken> held = new ArrayList<>();
  private TakeBody bodies;
  private URI address;
  private volatile boolean packed;
  private volatile boolean readBehind;
  private volatile byte[] behind;
  private volatile Sender sender;

  @BeforeEach
  void serve() {
    var limits =
        Limits.of(
            Map.of(
                "MIMIR_AGENT_SPOOL_DIRECTORY",
                directory.toString(),
                "MIMIR_AGENT_SPOOL_MAX_BYTES",
                "16000000",
                "MIMIR_AGENT_BODY_MAX_BYTES",
                "2000000"));
    bodies = new TakeBody(new Spool(limits, metrics), limits, Duration.ZERO);
    var bounds = new BodyStream.Bounds(1 << 24, Duration.ofMinutes(1), Duration.ofMinutes(1));
    HttpServer server = vertx.createHttpServer();
    server.requestHandler(
        request -> {
          var stream = new BodyStream(request, bounds);
          Thread.ofVirtual()
              .start(
                  () -> {
                    outcomes.add(taken(stream));
                    vertx.runOnContext(_ -> request.response().end());
                  });
        });
    int port =
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join().actualPort();
    address = URI.create("http://127.0.0.1:" + port);
  }

  @AfterEach
  void close() throws IOException {
    for (Taken each : held) {
      each.close();
    }
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void three_large_ones_of_a_kind_have_turns_and_the_fourth_is_told_to_come_again()
      throws Exception {
    for (int n = 0; n < 3; n++) {
      hold(Sender.HOST_LOG, large());
    }

    assertThat(take(Sender.HOST_LOG, large(), false)).isEqualTo(Refusal.BUSY);
    hold(Sender.HOST_LOG, SMALL);
    for (var other : List.of(Sender.HOST_WRITE, Sender.STRANGER_LOG, Sender.STRANGER_WRITE)) {
      hold(other, large());
    }

    held.removeFirst().close();
    hold(Sender.HOST_LOG, large());
  }

  @Test
  void a_packed_one_that_is_small_gives_its_turn_back_when_it_is_inflated() throws Exception {
    for (int n = 0; n < 5; n++) {
      var taken = (Taken) take(Sender.HOST_WRITE, gzip(SMALL), true);
      held.add(taken);

      assertThat(taken.turn()).isNull();
      assertThat(taken.body().open().readAllBytes()).isEqualTo(SMALL);
    }
  }

  @Test
  void a_packed_one_that_is_large_keeps_its_turn() throws Exception {
    for (int n = 0; n < 3; n++) {
      held.add((Taken) take(Sender.HOST_WRITE, gzip(large()), true));
    }

    assertThat(take(Sender.HOST_WRITE, gzip(SMALL), true)).isEqualTo(Refusal.BUSY);
  }

  @Test
  void of_a_hosts_write_that_is_too_large_a_part_is_kept_and_the_rest_can_be_read()
      throws Exception {
    var bytes = new byte[2_000_000 + 300_000];
    new Random(2).nextBytes(bytes);
    readBehind = true;

    var taken = (Taken) take(Sender.HOST_WRITE, bytes, false);
    held.add(taken);

    assertThat(taken.turn()).isNotNull();
    assertThat(taken.body().open().readAllBytes()).isEqualTo(Arrays.copyOf(bytes, 2_000_000));
    assertThat(behind).isEqualTo(Arrays.copyOfRange(bytes, 2_000_000, bytes.length));
  }

  @Test
  void bodies_that_are_cut_have_turns_of_their_own() throws Exception {
    hold(Sender.HOST_WRITE, new byte[2_000_001]);
    hold(Sender.HOST_WRITE, new byte[2_000_001]);

    assertThat(take(Sender.HOST_WRITE, new byte[2_000_001], false)).isEqualTo(Refusal.BUSY);
    for (int n = 0; n < 3; n++) {
      hold(Sender.HOST_WRITE, large());
    }
  }

  @Test
  void a_write_that_is_kept_to_its_last_byte_has_nothing_behind() throws Exception {
    hold(Sender.HOST_WRITE, new byte[2_000_000]);

    assertThat(held.getFirst().behind()).isNull();
  }

  @Test
  void others_that_are_too_large_are_refused() throws Exception {
    for (var other : List.of(Sender.HOST_LOG, Sender.STRANGER_LOG, Sender.STRANGER_WRITE)) {
      assertThat(take(other, new byte[2_000_001], false)).isEqualTo(Refusal.TOO_LARGE);
    }
    var noise = new byte[2_000_001];
    new Random(3).nextBytes(noise);
    assertThat(take(Sender.HOST_WRITE, noise, true)).isEqualTo(Refusal.TOO_LARGE);
  }

  @Test
  void one_that_cannot_be_inflated_leaves_nothing() throws Exception {
    for (int n = 0; n < 5; n++) {
      assertThat(take(Sender.HOST_WRITE, large(), true)).isEqualTo(Refusal.ENCODING);
      var gzip = gzip(large());
      var half = Arrays.copyOf(gzip, gzip.length / 2);
      assertThat(take(Sender.HOST_WRITE, half, true)).isEqualTo(Refusal.ENCODING);
      assertThat(take(Sender.HOST_WRITE, gzip(new byte[1 << 20]), true)).isEqualTo(Refusal.RATIO);
    }

    assertThat(metrics.get("mimir.dispatch.spool.file.bytes").gauge().value()).isZero();
    assertThat(metrics.get("mimir.dispatch.spool.memory.bytes").gauge().value()).isZero();
  }

  @Test
  void a_turn_is_given_back_also_when_its_body_cannot_be_closed() {
    var turns = new Turns(1, 0, Duration.ZERO);
    turns.take();

    assertThatThrownBy(() -> new Taken(null, turns, null).close()).isNotNull();

    assertThat(turns.free()).isOne();
  }

  private void hold(Sender from, byte[] body) throws Exception {
    held.add((Taken) take(from, body, false));
  }

  private Object taken(BodyStream stream) {
    try {
      Taken taken = bodies.take(stream, packed, sender);
      if (readBehind) {
        behind = taken.behind().readAllBytes();
      }
      return taken;
    } catch (Refusal.BodyRefused e) {
      return e.reason();
    } catch (IOException e) {
      return e;
    }
  }

  private Object take(Sender from, byte[] body, boolean gzip) throws Exception {
    packed = gzip;
    sender = from;
    client.send(
        HttpRequest.newBuilder(address).POST(BodyPublishers.ofByteArray(body)).build(),
        BodyHandlers.discarding());
    return outcomes.poll(1, TimeUnit.MINUTES);
  }

  /** Of no pattern, so that it stays large when it is packed. */
  private static byte[] large() {
    var bytes = new byte[3 * Spool.IN_MEMORY_MAX];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}
