package mimir.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The fullest that a service's heap was while it was watched, as the service tells it. */
final class HeapWatch implements AutoCloseable {
  private static final String USED = "jvm_memory_used_bytes{area=\"heap\"";
  private static final Duration EVERY = Duration.ofMillis(250);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong most = new AtomicLong();
  private final HttpRequest metrics;

  private HeapWatch(int managementPort) {
    metrics =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/q/metrics"))
            .timeout(Duration.ofSeconds(10))
            .build();
  }

  static HeapWatch of(int managementPort) {
    var watch = new HeapWatch(managementPort);
    ScheduledFuture<?> _ =
        watch.ticks.scheduleWithFixedDelay(watch::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  /** In MiB, with what a collection would have freed; 0 when it was never told. */
  long most() {
    return most.get() >> 20;
  }

  private void look() {
    try {
      String told = client.send(metrics, BodyHandlers.ofString()).body();
      double used =
          told.lines()
              .filter(line -> line.startsWith(USED))
              .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
              .sum();
      most.accumulateAndGet((long) used, Math::max);
    } catch (IOException e) {
      // A service that is too busy to tell is asked again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ticks.shutdownNow();
    client.close();
  }
}
