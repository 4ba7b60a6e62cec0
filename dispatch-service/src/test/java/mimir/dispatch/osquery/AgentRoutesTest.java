package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is sent: a JSON with an error, or a closed connection; never what osquery takes for
 * success.
 */
@QuarkusTest
class AgentRoutesTest {
  private static final String WRITE = "/api/osquery/distributed/write";
  private static final String READ = "/api/osquery/distributed/read";

  @Inject AgentDoor door;

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GET  | /api/osquery/enroll             | ``
          GET  | /api/osquery/distributed/read   | ``
          PUT  | /api/osquery/distributed/write  | {}
          POST | /api/osquery/nowhere            | {}
          POST | /                               | {}
          POST | /api/osquery/distributed/read/  | {}
          POST | /api/osquery/distributed/read;x | {}
          POST | /api/osquery/config             | nope
          POST | /api/osquery/config             | ``
          POST | /api/osquery/distributed/read   | [
          POST | /api/osquery/distributed/read   | ``
          POST | /api/osquery/distributed/read   | {"node_key"
          POST | /api/osquery/distributed/write  | ``
          POST | /api/osquery/distributed/write  | nope
          POST | /api/osquery/distributed/write  | {"queries":{"a":[{"b":{}}]}}
          POST | /api/osquery/distributed/write  | {"queries":{"a":[
          POST | /api/osquery/enroll             | {"enroll_secret":
          """)
  void what_cannot_be_done_is_an_error(String method, String path, String body) throws Exception {
    var reply = door.stranger().send(method, path, body.getBytes(UTF_8));

    assertThat(reply.path("error").asText()).isNotEmpty();
    assertThat(reply.has("node_invalid")).isFalse();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /api/osquery/config            | {}
          /api/osquery/config            | {"node_key":"guess"}
          /api/osquery/distributed/read  | {}
          /api/osquery/distributed/read  | {"node_key":"guess"}
          /api/osquery/distributed/read  | {"node_key":""}
          /api/osquery/distributed/read  | {"node_key":null}
          /api/osquery/distributed/read  | {"node_key":{"a":"b"}}
          /api/osquery/distributed/write | {}
          /api/osquery/distributed/write | {"node_key":"guess","queries":{}}
          /api/v1/agent/read             | {"node_key":"guess"}
          /api/osquery/enroll            | {"enroll_secret":"guess","host_identifier":"x"}
          /api/osquery/enroll            | {"enroll_secret":"guess"}
          /api/osquery/enroll            | {}
          """)
  void a_key_or_secret_of_nobody_is_node_invalid(String path, String body) throws Exception {
    var reply = door.stranger().post(path, body);

    assertThat(reply.path("node_invalid").asBoolean()).isTrue();
    assertThat(reply.path("error").asText()).isNotEmpty();
  }

  @Test
  void an_identifier_that_is_too_long_is_refused_and_not_cut() throws Exception {
    var body =
        "{\"enroll_secret\":\"%s\",\"host_identifier\":\"%s\"}"
            .formatted(door.secret(), "x".repeat(256));

    assertThat(door.stranger().post("/api/osquery/enroll", body).path("node_invalid").asBoolean())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {READ, WRITE, "/api/osquery/config"})
  void the_key_of_the_header_and_of_the_body_must_agree(String path) throws Exception {
    var agent = door.enrolled();
    var body = "{\"node_key\":\"" + agent.nodeKey + "\"}";

    assertThat(agent.post(path, body, "Authorization", "NodeKey other").has("error")).isTrue();
    assertThat(agent.post(path, body, "Authorization", "NodeKey " + agent.nodeKey).has("error"))
        .isFalse();
    assertThat(agent.post(path, "{}", "Authorization", "NodeKey " + agent.nodeKey).has("error"))
        .isFalse();
  }

  @Test
  void a_small_body_that_is_huge_is_cut_off() throws Exception {
    var body = "{\"node_key\":\"" + "x".repeat(4 * 1024 * 1024) + "\"}";

    assertThat(errorOrClosed(READ, body.getBytes(UTF_8))).isTrue();
    assertThat(errorOrClosed("/api/osquery/enroll", body.getBytes(UTF_8))).isTrue();
  }

  @Test
  void a_packed_write_is_read() throws Exception {
    var agent = door.enrolled();
    var body = gzip(("{\"queries\":{},\"node_key\":\"" + agent.nodeKey + "\"}").getBytes(UTF_8));

    assertThat(agent.send("POST", WRITE, body, "Content-Encoding", "gzip")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"gzip", "br", "zstd", "'gzip, gzip'"})
  void what_is_packed_otherwise_than_it_says_is_an_error(String encoding) throws Exception {
    JsonNode reply = door.stranger().post(WRITE, "{\"queries\":{}}", "Content-Encoding", encoding);

    assertThat(reply.has("error")).isTrue();
    assertThat(reply.has("node_invalid")).isFalse();
  }

  @Test
  void a_bomb_is_an_error() throws Exception {
    var bomb = gzip(("{\"queries\":\"" + " ".repeat(20 * 1024 * 1024)).getBytes(UTF_8));

    assertThat(door.stranger().send("POST", WRITE, bomb, "Content-Encoding", "gzip").has("error"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "POST /api/osquery/distributed/write HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        "POST /api/osquery/distributed/write HTTP/1.1\r\nX: BIG\r\n\r\n",
        "POST /BIG HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
      })
  void what_is_no_http_is_never_an_empty_answer(String request) throws Exception {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.replace("BIG", "x".repeat(20_000)).getBytes(UTF_8));
      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      if (!answer.isEmpty()) {
        assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).startsWith("{\"error\":");
      }
    }
  }

  private boolean errorOrClosed(String path, byte[] body) throws InterruptedException {
    try {
      return door.stranger().send("POST", path, body).has("error");
    } catch (IOException e) {
      return true;
    }
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    }
    return bytes.toByteArray();
  }
}
