package mimir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told, and with which exit code, when it does not go well. */
class FailureTest {
  private static final String LIST = "GET /api/v1/campaigns";
  private static final String PAGE = "{\"items\":[],\"next_cursor\":null}";

  @TempDir private Path folder;
  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Shell.Told list() {
    return new Shell(server).run("campaign", "list");
  }

  @Test
  void a_refusal_is_told_with_its_code_and_field() {
    server.answers(
        LIST,
        422,
        FakeServer.problem("invalid_field", "limit is 1 to 500.", ",\"field\":\"limit\""));

    assertThat(list())
        .isEqualTo(
            new Shell.Told(1, "", "mimir-cli: limit is 1 to 500. (invalid_field, field limit)\n"));
  }

  @Test
  void a_fault_tells_the_id_to_quote() {
    server.answers(
        LIST,
        500,
        FakeServer.problem("internal_error", "Something went wrong.", ",\"error_id\":\"e-7\""));

    var told = list();

    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.notes())
        .isEqualTo("mimir-cli: Something went wrong. (internal_error, error id e-7)\n");
    assertThat(server.lines()).as("a fault is not asked for again").hasSize(1);
  }

  @Test
  void wrong_sql_is_told_with_its_place() {
    server.answers(
        LIST, 422, FakeServer.problem("invalid_sql", "no such column", ",\"line\":2,\"column\":8"));

    assertThat(list().notes())
        .isEqualTo("mimir-cli: no such column (invalid_sql, line 2, column 8)\n");
  }

  @Test
  void a_refusal_cannot_speak_to_the_terminal() {
    server.answers(LIST, 400, FakeServer.problem("odd", "bad \\u001b[2J", ""));

    assertThat(list().notes()).isEqualTo("mimir-cli: bad \\x1b[2J (odd)\n");
  }

  @Test
  void an_answer_that_is_not_mimirs_is_said_to_be_none() {
    server.answers(LIST, 200, "<html>");
    assertThat(list().notes()).contains("no JSON");

    server.answers(LIST, 400, "<html>");
    assertThat(list().notes()).contains("status 400 and gave no reason");

    server.answers(LIST, 302, "");
    assertThat(list().notes()).contains("sends elsewhere");
    assertThat(list().exitCode()).isEqualTo(1);
  }

  @Test
  void a_read_is_sent_again_while_nobody_is_there() {
    var attempts = new AtomicInteger();
    server.on(
        LIST,
        exchange -> FakeServer.reply(exchange, attempts.incrementAndGet() < 3 ? 503 : 200, PAGE));
    var shell = new Shell(server);

    assertThat(shell.run("campaign", "list").exitCode()).isZero();
    assertThat(shell.pauses()).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
  }

  @Test
  void a_service_that_stays_away_is_unreachable() {
    server.answers(LIST, 502, FakeServer.problem("upstream_down", "It is away.", ""));

    assertThat(list()).isEqualTo(new Shell.Told(3, "", "mimir-cli: It is away. (upstream_down)\n"));
    assertThat(server.lines()).hasSize(3);
  }

  @Test
  void a_change_is_never_sent_again() {
    String id = "01890000-0000-7000-8000-000000000001";
    server.answers("POST /api/v1/campaigns/" + id + "/stop", 503, "{}");
    var shell = new Shell(server);

    assertThat(shell.run("campaign", "stop", id).exitCode()).isEqualTo(3);
    assertThat(server.lines()).hasSize(1);
    assertThat(shell.pauses()).isEmpty();
  }

  @Test
  void a_change_that_got_no_answer_is_said_to_be_in_doubt() {
    String id = "01890000-0000-7000-8000-000000000001";
    server.on("POST /api/v1/campaigns/" + id + "/stop", exchange -> exchange.close());

    var told = new Shell(server).run("campaign", "stop", id);

    assertThat(told.exitCode()).isEqualTo(3);
    assertThat(told.notes()).contains("It may have been done");
  }

  @Test
  void nobody_at_the_address_is_told() {
    String url = server.url();
    server.close();

    var told = new Shell(server).run("campaign", "list");

    assertThat(told.exitCode()).isEqualTo(3);
    assertThat(told.notes()).startsWith("mimir-cli: Cannot reach " + url);
    assertThat(new Shell(server).run("campaign", "stop", "01890000-0000-7000-8000-000000000001"))
        .extracting(Shell.Told::notes)
        .asString()
        .doesNotContain("may have been done");
  }

  @Test
  void a_server_that_never_answers_is_given_up() {
    var end = new CountDownLatch(1);
    server.on(LIST, _ -> await(end));

    var told = new Shell(server).patience(Duration.ofMillis(300)).run("campaign", "list");

    assertThat(told.exitCode()).isEqualTo(3);
    assertThat(told.notes()).contains("did not answer");
    end.countDown();
  }

  @Test
  void a_server_that_falls_silent_in_its_answer_is_given_up() {
    var end = new CountDownLatch(1);
    server.on(
        LIST,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange
              .getResponseBody()
              .write("{\"items\":[".getBytes(java.nio.charset.StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          await(end);
        });

    var told = new Shell(server).patience(Duration.ofMillis(300)).run("campaign", "list");

    assertThat(told.exitCode()).isEqualTo(3);
    assertThat(told.notes()).contains("broke in the middle");
    end.countDown();
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void http_to_another_machine_is_refused_before_anything_is_sent() {
    var told = new Shell(server).run("campaign", "list", "--server", "http://192.0.2.1");

    assertThat(told.exitCode()).isEqualTo(2);
    assertThat(told.notes()).contains("--insecure-http");
  }

  @Test
  void a_certificate_is_believed_when_it_is_named_and_not_otherwise() throws Exception {
    var https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(selfSigned()));
    try (var secure = new FakeServer((HttpServer) https).answers(LIST, 200, PAGE)) {
      String url = "https://127.0.0.1:" + secure.port();
      var shell = new Shell(secure).set("MIMIR_URL", url);

      var unknown = shell.run("campaign", "list");
      assertThat(unknown.exitCode()).isEqualTo(3);
      assertThat(unknown.notes()).contains("no TLS");
      assertThat(secure.lines()).isEmpty();

      String pem = folder.resolve("ca.pem").toString();
      assertThat(shell.run("campaign", "list", "--ca", pem).exitCode()).isZero();
    }
  }

  /** Its certificate goes to {@code ca.pem}. */
  private SSLContext selfSigned() throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String store = folder.resolve("store.p12").toString();
    run(
        keytool,
        "-genkeypair",
        "-alias",
        "a",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "san=ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        store,
        "-storepass",
        "secret");
    run(
        keytool,
        "-exportcert",
        "-rfc",
        "-alias",
        "a",
        "-keystore",
        store,
        "-storepass",
        "secret",
        "-file",
        folder.resolve("ca.pem").toString());
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(store))) {
      keys.load(in, "secret".toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void run(String... command) throws Exception {
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void a_file_of_certificates_has_some() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");

    var told = new Shell(server).run("campaign", "list", "--ca", empty.toString());

    assertThat(told.exitCode()).isEqualTo(2);
    assertThat(told.notes()).contains("holds no certificate");
  }
}
