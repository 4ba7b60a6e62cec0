package mimir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mimir.gateway.Browser;
import mimir.gateway.EchoServices;
import mimir.testing.ServiceInfra;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@QuarkusTestResource(EchoServices.class)
class AccessLogTest {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage().formatted(line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    Logger.getLogger("mimir.access").addHandler(handler);
  }

  @AfterEach
  void leave() {
    Logger.getLogger("mimir.access").removeHandler(handler);
  }

  @Test
  void each_request_is_one_line_with_who_asked_and_without_what_was_searched() {
    Browser.admin().get("/api/v1/hosts?q=secret");
    Browser.anonymous().get("/api/v1/alerts");

    await().until(() -> lines.stream().anyMatch(line -> line.contains("/api/v1/alerts")));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("GET /api/v1/hosts "))
        .singleElement()
        .asString()
        .matches("GET /api/v1/hosts 200 \\d+ B \\d+ ms by admin from 127\\.0\\.0\\.1");
    assertThat(lines)
        .filteredOn(line -> line.startsWith("GET /api/v1/alerts "))
        .singleElement()
        .asString()
        .matches("GET /api/v1/alerts 401 \\d+ B \\d+ ms by - from 127\\.0\\.0\\.1");
    assertThat(lines).noneMatch(line -> line.contains("secret"));
  }

  @Test
  void nothing_in_a_line_looks_like_another_line_or_field() {
    assertThat(AccessLog.printable("/a\nGET /b 200\u001b[31m ü")).isEqualTo("/a?GET?/b?200?[31m??");
  }
}
