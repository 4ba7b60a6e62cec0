package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mimir.dispatch.hosts.NodeKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever happens to the work, there is an answer; and {@code {}} only when it was done. */
class ExchangeTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Refusal> refused = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void what_was_done_is_acknowledged() throws Exception {
    assertThat(answer(() -> {})).isEqualTo("{}");
    assertThat(refused).isEmpty();
  }

  @Test
  void an_exception_is_an_error() throws Exception {
    assertThat(answer(() -> raise(new IllegalStateException("x")))).startsWith("{\"error\":");
    assertThat(refused).containsExactly(Refusal.FAULT);
  }

  @Test
  void an_error_of_the_machine_is_told_too_and_goes_on() throws Exception {
    var error = new StackOverflowError();

    assertThat(answer(() -> raise(error))).startsWith("{\"error\":");

    assertThat(refused).containsExactly(Refusal.FAULT);
    assertThat(uncaught.poll(1, TimeUnit.MINUTES)).isSameAs(error);
  }

  @Test
  void too_many_looks_for_keys_are_no_fault() throws Exception {
    assertThat(answer(() -> raise(new NodeKeys.Busy()))).startsWith("{\"error\":");
    assertThat(refused).containsExactly(Refusal.BUSY);
  }

  private static void raise(Throwable failure) throws Exception {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (Exception) failure;
  }

  private String answer(Exchange.Work work) throws IOException, InterruptedException {
    var bounds = new BodyStream.Bounds(100, Duration.ofMinutes(1), Duration.ofMinutes(1));
    int port =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  var exchange = new Exchange(request, bounds, refused::add);
                  Thread.ofVirtual()
                      .uncaughtExceptionHandler((_, failure) -> uncaught.add(failure))
                      .start(() -> exchange.answer(work));
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .actualPort();
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
            .timeout(Duration.ofMinutes(1))
            .POST(BodyPublishers.ofString("{}"));
    return client.send(request.build(), BodyHandlers.ofString()).body();
  }
}
