package mimir.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import mimir.journey.LocalSystem;

/** The counters that a service's processes publish, added up over its replicas. */
final class ServiceMetrics {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private ServiceMetrics() {}

  /**
   * @param series as it is written in the exposition, labels included, up to the value
   */
  static double sum(LocalSystem system, String service, String series) {
    return system
        .status()
        .get("services")
        .valueStream()
        .filter(part -> part.get("name").asText().startsWith(service))
        .mapToDouble(part -> value(part.get("management_port").asInt(), series))
        .sum();
  }

  private static double value(int port, String series) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/metrics")).build();
    try {
      return CLIENT
          .send(request, BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith(series))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
