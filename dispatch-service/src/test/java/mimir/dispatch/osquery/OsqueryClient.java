package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A scripted osquery: TLS, one connection that is used again, HTTP statuses ignored, an empty body
 * a success, a body without an error a success; a lost reply makes it send once more at once, a
 * {@code node_invalid} makes it enroll again.
 */
final class OsqueryClient implements AutoCloseable {
  static final JsonMapper JSON = new JsonMapper();

  /** What osquery takes for a failure, and tries again later. */
  static final class Failed extends IOException {
    final boolean nodeInvalid;

    private Failed(String why, boolean nodeInvalid) {
      super(why);
      this.nodeInvalid = nodeInvalid;
    }
  }

  final String identifier = "wire-" + UUID.randomUUID();
  String nodeKey = "";
  String base = "/api/v1/osquery";

  /** Since 2026 it shows its key in the header too. */
  boolean keyInHeader = true;

  /** {@code --logger_tls_compress} and {@code --tls_accept_gzip}. */
  boolean compress;

  /** So many replies are lost on their way from now on. */
  int loseReplies;

  /** Of the last reply; osquery itself looks at none of them. */
  int lastStatus;

  Map<String, String> lastHeaders = Map.of();
  int connections;

  /** What was not accepted yet, and is posted again at every later poll. */
  private final Map<String, ObjectNode> unsent = new LinkedHashMap<>();

  private final SSLContext tls;
  private final int port;
  private final String secret;
  private SSLSocket socket;

  OsqueryClient(SSLContext tls, int port, String secret) {
    this.tls = tls;
    this.port = port;
    this.secret = secret;
  }

  OsqueryClient enroll() throws IOException {
    var body =
        JSON.createObjectNode()
            .put("enroll_secret", secret)
            .put("host_identifier", identifier)
            .put("platform_type", "9");
    var details = body.putObject("host_details");
    details.putObject("system_info").put("hostname", identifier).put("cpu_brand", "Xeon\0\0\0");
    details
        .putObject("os_version")
        .put("name", "Debian GNU/Linux")
        .put("version", "13 (trixie)")
        .put("platform", "debian")
        .put("arch", "x86_64");
    details.putObject("osquery_info").put("version", "5.23.0");
    return enroll(body);
  }

  OsqueryClient enroll(ObjectNode body) throws IOException {
    nodeKey = "";
    var reply = call("/enroll", body);
    var key = reply.has("node_key") ? reply.path("node_key") : reply.path("id");
    nodeKey = key.asText("");
    if (nodeKey.isEmpty()) {
      throw new Failed("no node key", false);
    }
    return this;
  }

  JsonNode config() throws IOException {
    return withKey("/config", JSON.createObjectNode());
  }

  JsonNode read() throws IOException {
    var reply = withKey("/distributed/read", JSON.createObjectNode());
    flush();
    return reply;
  }

  JsonNode log(String type, String... lines) throws IOException {
    var body = JSON.createObjectNode().put("log_type", type);
    var data = body.putArray("data");
    for (String line : lines) {
      data.add(JSON.readTree(line));
    }
    return withKey("/log", body);
  }

  /** Keeps the answer until it is accepted, and tries at once. */
  void answer(String id, String answer) throws IOException {
    unsent.put(id, (ObjectNode) JSON.readTree(answer));
    flush();
  }

  boolean hasUnsent() {
    return !unsent.isEmpty();
  }

  /** An answer as osquery's write: the answer's members by the id. */
  private void flush() throws IOException {
    if (unsent.isEmpty()) {
      return;
    }
    var body = JSON.createObjectNode();
    for (var part : new String[] {"queries", "statuses", "messages", "stats"}) {
      var members = body.putObject(part);
      unsent.forEach(
          (id, answer) -> {
            if (answer.has(part)) {
              members.set(id, answer.get(part));
            }
          });
    }
    try {
      withKey("/distributed/write", body);
      unsent.clear();
    } catch (Failed e) {
      if (e.nodeInvalid) {
        // Posted again under the new key, as osquery does a second later.
        enroll();
        withKey("/distributed/write", body);
        unsent.clear();
      }
    }
  }

  private JsonNode withKey(String path, ObjectNode body) throws IOException {
    if (nodeKey.isEmpty()) {
      enroll();
    }
    return call(path, body.put("node_key", nodeKey));
  }

  /** By osquery's rules: only the body decides. */
  JsonNode call(String path, ObjectNode body) throws IOException {
    byte[] reply = exchange(base + path, body.toString().getBytes(UTF_8));
    if (reply.length == 0) {
      return JSON.createObjectNode();
    }
    JsonNode json;
    try {
      json = JSON.readTree(reply);
    } catch (IOException e) {
      throw new Failed("no JSON", false);
    }
    if (json.path("node_invalid").asBoolean()) {
      nodeKey = "";
      throw new Failed(json.path("error").asText("node_invalid"), true);
    }
    if (json.has("error")) {
      throw new Failed(json.path("error").asText(), false);
    }
    return json;
  }

  private byte[] exchange(String path, byte[] body) throws IOException {
    try {
      return send(path, body);
    } catch (Failed e) {
      throw e;
    } catch (IOException e) {
      // The client beneath osquery does this, once, whatever was sent.
      close();
      return send(path, body);
    }
  }

  private byte[] send(String path, byte[] plain) throws IOException {
    if (socket == null) {
      socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
      socket.setSoTimeout(16_000);
      socket.setTcpNoDelay(true);
      connections++;
    }
    boolean packed = compress && path.endsWith("/log");
    byte[] body = packed ? gzip(plain) : plain;
    var head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nAccept: application/json\r\nContent-Type: application/json"
            + "\r\nUser-Agent: osquery/5.23.0\r\nConnection: keep-alive"
            + (compress ? "\r\nAccept-Encoding: gzip" : "")
            + (packed ? "\r\nContent-Encoding: gzip" : "")
            + (keyInHeader && !nodeKey.isEmpty() ? "\r\nAuthorization: NodeKey " + nodeKey : "")
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    var out = socket.getOutputStream();
    out.write(head.getBytes(UTF_8));
    out.write(body);
    out.flush();
    byte[] reply = receive(new DataInputStream(socket.getInputStream()));
    if (loseReplies > 0) {
      // The server has done its part, and nobody heard of it.
      loseReplies--;
      close();
      throw new IOException("the reply was lost");
    }
    return reply;
  }

  private byte[] receive(DataInputStream in) throws IOException {
    // HTTP/1.1 200 OK
    lastStatus = Integer.parseInt(line(in).substring(9, 12));
    var headers = new HashMap<String, String>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    lastHeaders = headers;
    var body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
    in.readFully(body);
    if ("close".equalsIgnoreCase(headers.get("connection"))) {
      close();
    }
    return "gzip".equals(headers.get("content-encoding")) ? gunzip(body) : body;
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int one = in.read(); one != '\n'; one = in.read()) {
      if (one < 0) {
        throw new IOException("the connection is closed");
      }
      line.write(one);
    }
    return line.toString(UTF_8).stripTrailing();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }

  private static byte[] gunzip(byte[] packed) throws IOException {
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return gzip.readAllBytes();
    }
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
