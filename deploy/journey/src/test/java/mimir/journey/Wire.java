package mimir.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.SocketFactory;

/**
 * HTTP as bytes, one connection a request: the target is sent as it stands, which no client library
 * does. Of an event stream only the head is read, of anything else all, until the server closes.
 */
record Wire(URI address, SocketFactory sockets) {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int HEAD_MAX = 64 * 1024;
  private static final JsonMapper JSON = new JsonMapper();
  private static final String HEAD_END = "\r\n\r\n";
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");

  Wire(URI address) {
    this(address, SocketFactory.getDefault());
  }

  /** The agents' listener. */
  static Wire agents(LocalSystem local) {
    return new Wire(local.agents(), AgentDoor.trusting(local.caFile()).getSocketFactory());
  }

  /**
   * What came back.
   *
   * @param head the status line and the headers, as they were sent
   */
  record Reply(int status, String head, String body) {
    /** Empty when there is none. */
    String header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst()
          .orElse("");
    }

    /** Of a problem; empty for anything else. */
    String code() {
      var found = CODE.matcher(body);
      return header("Content-Type").startsWith("application/problem+json") && found.find()
          ? found.group(1)
          : "";
    }

    /** Neither an answer of the API nor a failure: the console, which is the same for everybody. */
    boolean isPage() {
      return status == 200 && header("Content-Type").startsWith("text/html");
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(this + " is no JSON", e);
      }
    }

    boolean isRefusal() {
      return status >= 400 && status < 500;
    }

    @Override
    public String toString() {
      return (status + " " + code()).strip();
    }
  }

  Reply send(String method, String target, Map<String, String> headers, String body)
      throws IOException {
    try (var socket = sockets.createSocket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request(method, target, headers, body));
      return read(new BufferedInputStream(socket.getInputStream()));
    }
  }

  Reply get(String target, Map<String, String> headers) throws IOException {
    return send("GET", target, headers, "");
  }

  private byte[] request(String method, String target, Map<String, String> headers, String body) {
    var text = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    text.append("Host: ").append(address.getAuthority()).append("\r\nConnection: close\r\n");
    headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
    if (!method.equals("GET") && !method.equals("HEAD")) {
      text.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n");
    }
    return text.append("\r\n").append(body).toString().getBytes(UTF_8);
  }

  private static Reply read(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf(HEAD_END, Math.max(0, head.length() - HEAD_END.length())) < 0) {
      int next = in.read();
      if (next < 0 || head.length() > HEAD_MAX) {
        throw new IOException("no answer: " + head);
      }
      head.append((char) next);
    }
    int status = Integer.parseInt(head.substring(9, 12));
    var reply = new Reply(status, head.toString(), "");
    return reply.header("Content-Type").startsWith("text/event-stream")
        ? reply
        : new Reply(status, reply.head(), new String(body(reply, in), UTF_8));
  }

  private static byte[] body(Reply reply, InputStream in) throws IOException {
    if (!reply.header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
      return in.readAllBytes();
    }
    var body = new ByteArrayOutputStream();
    String size = line(in);
    // What a HEAD would be answered with has no chunk at all.
    while (!size.isEmpty() && !size.equals("0")) {
      body.write(in.readNBytes(Integer.parseInt(size, 16)));
      line(in);
      size = line(in);
    }
    return body.toByteArray();
  }

  /** Empty at the end too. */
  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
