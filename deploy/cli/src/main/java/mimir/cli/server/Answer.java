package mimir.cli.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import mimir.cli.output.Failed;

/** An answer whose body is still to be read. */
public final class Answer implements AutoCloseable {
  /** A page of 500 campaigns has less than 1 MiB. */
  private static final int TEXT_BYTES_MAX = 32 * 1024 * 1024;

  private final HttpResponse<InputStream> response;
  private final WatchedStream body;

  Answer(HttpResponse<InputStream> response, WatchedStream body) {
    this.response = response;
    this.body = body;
  }

  int status() {
    return response.statusCode();
  }

  public Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** Names and values of the cookies that it sets, as they are sent back. */
  String cookies() {
    // Not by the JDK's cookie store: it answers a cookie of version 1 in a form that died out.
    return response.headers().allValues("Set-Cookie").stream()
        .map(cookie -> cookie.split(";", 2)[0].strip())
        .collect(Collectors.joining("; "));
  }

  /** Whether the end of its body can be told from a connection that broke. */
  public boolean hasEnd() {
    return header("Content-Length").isPresent() || header("Transfer-Encoding").isPresent();
  }

  /** Fails with an {@link IOException} when the connection breaks, or is silent for too long. */
  public InputStream body() {
    return body;
  }

  String text() {
    try {
      byte[] bytes = body.readNBytes(TEXT_BYTES_MAX + 1);
      if (bytes.length > TEXT_BYTES_MAX) {
        throw Failed.refused("The server's answer is longer than any should be.");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw Failed.unreachable("The connection broke in the middle of the answer.", e);
    }
  }

  @Override
  public void close() {
    body.close();
  }
}
