package mimir.campaign.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;

/** A reader on a plain socket: what it returns is what was on the wire. */
final class EventStream implements AutoCloseable {
  private static final int SILENCE_MILLIS_MAX = 30_000;

  private final Socket socket;
  private final BufferedReader in;

  EventStream(URI address, String token, String lastEventId) throws IOException {
    socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(SILENCE_MILLIS_MAX);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    // HTTP/1.0: no chunks between the lines.
    var request =
        "GET %s HTTP/1.0\r\nHost: x\r\nAccept: text/event-stream\r\nAuthorization: Bearer %s\r\n%s\r\n"
            .formatted(
                address.getPath(),
                token,
                lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n");
    socket.getOutputStream().write(request.getBytes(UTF_8));
  }

  /** The next line, or null at the end of the stream. */
  String line() throws IOException {
    return in.readLine();
  }

  /** The lines up to the next empty one; what there is at the end of the stream. */
  String block() throws IOException {
    var block = new StringBuilder();
    for (String line = line(); line != null && !line.isEmpty(); line = line()) {
      block.append(line).append('\n');
    }
    return block.toString();
  }

  /** The next event of that name, over comments and other events. */
  String event(String name) throws IOException {
    String block = block();
    while (!block.contains("event:" + name) && !block.contains("event: " + name)) {
      if (block.isEmpty()) {
        throw new IOException("the stream ended without " + name);
      }
      block = block();
    }
    return block;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
