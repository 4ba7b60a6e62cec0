package mimir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnsweredRequestTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger connections = new AtomicInteger();
  private HttpServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    server =
        done(
            vertx
                .createHttpServer()
                .connectionHandler(_ -> connections.incrementAndGet())
                .requestHandler(
                    request -> {
                      if (request.path().equals("/answered")) {
                        request.response().end("said");
                      } else {
                        request.response().setChunked(true).write("half of it");
                      }
                    })
                .listen(0, "127.0.0.1"));
    client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1));
  }

  @AfterEach
  void stop() throws Exception {
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static <T> T done(Future<T> future, HttpClientRequest request) throws Exception {
    request.end();
    return done(future);
  }

  private HttpClientRequest request(String path) throws Exception {
    return AnsweredRequest.of(
        done(client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", path)),
        vertx.getOrCreateContext());
  }

  /** Whoever asks for a body after it has come waits for ever. */
  private static String body(HttpClientRequest request) throws Exception {
    Future<Buffer> body = request.response().compose(HttpClientResponse::body);
    request.end();
    return done(body).toString();
  }

  @Test
  void a_reset_behind_the_answer_leaves_the_connection_to_the_next_request() throws Exception {
    HttpClientRequest first = request("/answered");
    assertThat(body(first)).isEqualTo("said");
    HttpClientRequest second = request("/answered");

    assertThat(first.reset()).isFalse();

    assertThat(body(second)).isEqualTo("said");
    assertThat(connections).hasValue(1);
  }

  @Test
  void an_answer_that_waits_for_its_reader_leaves_the_connection_too() throws Exception {
    HttpClientRequest first = request("/answered");
    HttpClientResponse answer = done(first.response().onSuccess(HttpClientResponse::pause), first);
    // Of one connection: it is free when all of the answer has come.
    HttpClientRequest second = request("/answered");

    first.reset();

    assertThat(body(second)).isEqualTo("said");
    assertThat(connections).hasValue(1);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void an_answer_that_still_comes_is_cut() throws Exception {
    HttpClientRequest request = request("/half");
    HttpClientResponse response = done(request.send());
    Future<Void> end = response.end();

    assertThat(request.reset()).isTrue();

    assertThat(end.toCompletionStage().toCompletableFuture()).failsWithin(10, TimeUnit.SECONDS);
  }
}
