package mimir.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/** Reads from the service as a person's download does, and keeps nothing of it. */
final class AnswerApi {
  private static final Duration SILENCE_MAX = Duration.ofMinutes(2);
  private static final int BUFFER_BYTES = 256 * 1024;

  private final URI service;
  private final BenchToken token;

  AnswerApi(URI service, BenchToken token) {
    this.service = service;
    this.token = token;
  }

  /**
   * What came, whole: a body that is broken off is an exception.
   *
   * @param rows as the answer's head tells it; 0 when it does not
   */
  record Body(double seconds, long bytes, long rows) {}

  private interface Reader {
    void read(byte[] bytes, int length);
  }

  /** Seconds are from the request to the body's end; as psql, it looks at nothing of that. */
  Body get(String path) throws IOException {
    return get(path, (_, _) -> {});
  }

  /** How many line feeds there are in the body. */
  long lines(String path) throws IOException {
    var lines = new long[1];
    get(
        path,
        (bytes, length) -> {
          for (int i = 0; i < length; i++) {
            lines[0] += bytes[i] == '\n' ? 1 : 0;
          }
        });
    return lines[0];
  }

  private Body get(String path, Reader reader) throws IOException {
    String authorization = "Bearer " + token.now();
    long from = System.nanoTime();
    var connection = (HttpURLConnection) service.resolve(path).toURL().openConnection();
    connection.setRequestProperty("Authorization", authorization);
    connection.setReadTimeout(Math.toIntExact(SILENCE_MAX.toMillis()));
    if (connection.getResponseCode() != 200) {
      throw new IOException(path + ": " + connection.getResponseCode());
    }
    long bytes = 0;
    var buffer = new byte[BUFFER_BYTES];
    try (var body = connection.getInputStream()) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        bytes += read;
        reader.read(buffer, read);
      }
    }
    double seconds = (System.nanoTime() - from) / 1e9;
    String rows = connection.getHeaderField("Mimir-Rows");
    return new Body(seconds, bytes, rows == null ? 0 : Long.parseLong(rows));
  }
}
