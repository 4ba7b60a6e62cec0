package mimir.cli.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import mimir.cli.output.Failed;

/** Sends one request to one server, in bounded time, and again where that does no harm. */
final class Wire implements AutoCloseable {
  private static final int ATTEMPTS_MAX = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LAST_WAIT = Duration.ofSeconds(5);

  private final ServerAddress server;
  private final HttpClient client;
  private final Patience patience;
  private final Consumer<Duration> pause;
  private final ScheduledThreadPoolExecutor timer;

  Wire(ServerAddress server, Optional<Path> ca, Patience patience, Consumer<Duration> pause) {
    this.server = server;
    this.patience = patience;
    this.pause = pause;
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(patience.connect())
            // Who is sent elsewhere would show the credentials there.
            .followRedirects(HttpClient.Redirect.NEVER);
    ca.map(TrustedRoots::of).ifPresent(builder::sslContext);
    this.client = builder.build();
    this.timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("silence").factory());
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * The answer to the request, whatever its status.
   *
   * @param identity headers that tell who calls
   */
  Answer send(Call call, Map<String, String> identity) {
    for (int attempt = 1; ; attempt++) {
      boolean last = !call.repeatable() || attempt == ATTEMPTS_MAX;
      try {
        Answer answer = once(call, identity, patience.answer().plus(call.longer()));
        if (last || !Refusal.isNobodyThere(answer.status())) {
          return answer;
        }
        answer.close();
      } catch (Failed failed) {
        if (last) {
          throw failed;
        }
      }
      pause.accept(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
    }
  }

  /** For what is sent when the command is over, and its caller waits for nothing else. */
  void sendLast(Call call, Map<String, String> identity) {
    once(call, identity, LAST_WAIT).close();
  }

  private Answer once(Call call, Map<String, String> identity, Duration wait) {
    var request =
        HttpRequest.newBuilder(server.at(call.path()))
            .method(call.method(), call.body())
            .header("User-Agent", "mimir-cli");
    call.headers().forEach(request::header);
    identity.forEach(request::header);
    // The request's own timeout would, from JDK 26 on, also end a stream that is followed.
    var sent = client.sendAsync(request.build(), BodyHandlers.ofInputStream());
    try {
      var response = sent.get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response, watched(response.body()));
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw Failed.unreachable(
          server.uri() + " did not answer in " + wait.toSeconds() + " s." + doubt(call, e), e);
    } catch (ExecutionException e) {
      throw Failed.unreachable(why(e.getCause()) + doubt(call, e.getCause()), e);
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw Failed.unreachable("Interrupted.", e);
    }
  }

  private WatchedStream watched(InputStream body) {
    return new WatchedStream(body, timer, patience.silence());
  }

  private String why(Throwable cause) {
    String reason =
        switch (cause) {
          case HttpConnectTimeoutException _ -> "no connection in time";
          case SSLException tls -> "no TLS: " + tls.getMessage();
          case ConnectException _ -> "nobody there, or no such name";
          case IOException io when io.getMessage() != null -> io.getMessage();
          case Throwable other -> other.getClass().getSimpleName();
        };
    return "Cannot reach " + server.uri() + ": " + reason + ".";
  }

  /** What is not known after a change that got no answer. */
  private static String doubt(Call call, Throwable cause) {
    boolean neverSent =
        cause instanceof ConnectException
            || cause instanceof HttpConnectTimeoutException
            || cause instanceof SSLException;
    return !neverSent && !call.method().equals("GET")
        ? " It may have been done: look before you send it again."
        : "";
  }

  void pause(Duration time) {
    pause.accept(time);
  }

  @Override
  public void close() {
    client.shutdownNow();
    timer.shutdownNow();
  }
}
