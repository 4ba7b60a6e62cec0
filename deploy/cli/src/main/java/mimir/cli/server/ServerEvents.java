package mimir.cli.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code text/event-stream}. */
public final class ServerEvents {
  /** An event of a campaign has less than 1 KiB. */
  private static final int EVENT_BYTES_MAX = 1024 * 1024;

  private static final Duration RETRY_MIN = Duration.ofMillis(200);
  private static final Duration RETRY_MAX = Duration.ofSeconds(30);

  private final InputStream in;
  private Duration retry = Duration.ofSeconds(2);
  private String id = "";
  private boolean afterReturn;

  /** One event; the id is the last one that the stream told. */
  public record Event(String name, String id, String data) {}

  public ServerEvents(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** How long the server wants to be left alone when the stream has ended. */
  public Duration retry() {
    return retry;
  }

  /** Empty at the end; an event that is cut short is none. */
  public Optional<Event> next() throws IOException {
    String name = "message";
    var data = new StringBuilder();
    boolean any = false;
    for (String line = line(); line != null; line = line()) {
      if (line.isEmpty() && any) {
        return Optional.of(new Event(name, id, data.toString()));
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
      switch (field) {
        case "event" -> name = value;
        case "data" -> {
          data.append(any ? "\n" : "").append(value);
          any = true;
        }
        case "id" -> id = value;
        case "retry" -> retry = bounded(value);
        // A comment, an empty line, or what later servers may tell.
        default -> {}
      }
      if (data.length() > EVENT_BYTES_MAX) {
        throw new IOException("an event is too long");
      }
    }
    return Optional.empty();
  }

  private Duration bounded(String millis) {
    if (!millis.matches("\\d{1,9}")) {
      return retry;
    }
    Duration asked = Duration.ofMillis(Long.parseLong(millis));
    return asked.compareTo(RETRY_MIN) < 0 ? RETRY_MIN : min(asked, RETRY_MAX);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Without its end, which is CR, LF or both; null when the stream ends within it. */
  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      boolean second = afterReturn && next == '\n';
      afterReturn = next == '\r';
      if (second) {
        continue;
      }
      if (next == '\r' || next == '\n') {
        return line.toString(StandardCharsets.UTF_8);
      }
      line.write(next);
      if (line.size() > EVENT_BYTES_MAX) {
        throw new IOException("a line is too long");
      }
    }
    return null;
  }
}
