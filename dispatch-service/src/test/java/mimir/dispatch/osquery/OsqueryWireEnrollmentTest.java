package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.IntStream;
import mimir.dispatch.Limits;
import mimir.dispatch.hosts.Enrollment;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** osquery's TLS remote API: enrollment (2.2). */
@QuarkusTest
class OsqueryWireEnrollmentTest {
  @Inject OsqueryDoor osquery;
  @Inject AgentDoor door;
  @Inject Enrollment enrollment;
  @Inject Jdbi jdbi;

  @Test
  void enrollment_gives_a_key_and_node_invalid_false() throws Exception {
    try (var client = osquery.client()) {
      var body =
          OsqueryClient.JSON
              .createObjectNode()
              .put("enroll_secret", door.secret())
              .put("host_identifier", client.identifier);

      var reply = client.call("/enroll", body);

      assertThat(reply.path("node_key").asText()).hasSize(43);
      assertThat(reply.path("node_invalid").isBoolean()).isTrue();
      assertThat(reply.path("node_invalid").asBoolean()).isFalse();
    }
  }

  @Test
  void enrollment_tells_who_the_machine_is_also_with_nul_in_its_texts() throws Exception {
    try (var client = osquery.client().enroll()) {
      assertThat(host(client.identifier))
          .containsEntry("hostname", client.identifier)
          .containsEntry("platform", "linux")
          .containsEntry("os_version", "Debian GNU/Linux 13 (trixie)")
          .containsEntry("arch", "x86_64")
          .containsEntry("osquery_version", "5.23.0")
          .containsEntry("ip", "127.0.0.1");
    }
  }

  @ParameterizedTest
  @CsvSource({"9, linux", "21, darwin", "2, windows", "37, freebsd"})
  void enrollment_platform_type_is_a_decimal_mask_and_tables_may_be_absent(
      String mask, String platform) throws Exception {
    try (var client = osquery.client()) {
      var body =
          OsqueryClient.JSON
              .createObjectNode()
              .put("enroll_secret", door.secret())
              .put("host_identifier", client.identifier)
              .put("platform_type", mask);
      body.putObject("host_details");

      client.enroll(body);

      assertThat(host(client.identifier)).containsEntry("platform", platform);
    }
  }

  @Test
  void enrollment_with_a_wrong_secret_is_refused_at_once_and_a_flood_of_them_is_held() {
    var three = Limits.of(Map.of("MIMIR_ENROLL_FAILURES_PER_MINUTE", "3"));
    var answer =
        new EnrollAnswer(enrollment, three, InstantSource.system(), new SimpleMeterRegistry());
    var body = "{\"enroll_secret\":\"wrong\",\"host_identifier\":\"x\"}";

    var replies =
        IntStream.range(0, 5)
            .mapToObj(_ -> enroll(answer, body))
            .map(OsqueryWireEnrollmentTest::error)
            .toList();

    var invalid = "the enrollment secret is not valid";
    var wait = "too many failed enrollments, wait a minute";
    assertThat(replies).containsExactly(invalid, invalid, invalid, wait, wait);
  }

  @Test
  void enrollment_that_lost_its_reply_is_the_same_host_and_its_last_key_counts() throws Exception {
    try (var client = osquery.client()) {
      client.loseReplies = 1;

      client.enroll();

      assertThat(client.read().has("queries")).isTrue();
      assertThat(hosts(client.identifier)).isEqualTo(1);
    }
  }

  private int hosts(String identifier) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM host WHERE host_identifier = ?")
                .bind(0, identifier)
                .mapTo(Integer.class)
                .one());
  }

  private Map<String, Object> host(String identifier) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM host WHERE host_identifier = ?")
                .bind(0, identifier)
                .mapToMap()
                .one());
  }

  private static Buffer enroll(EnrollAnswer answer, String body) {
    try {
      return answer.enroll(body.getBytes(UTF_8), "203.0.113.7", () -> false);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String error(Buffer reply) {
    var json = reply.toJsonObject();
    assertThat(json.getBoolean("node_invalid")).isTrue();
    return json.getString("error");
  }

  @Test
  void enroll_that_has_no_turn_is_told_so_before_its_body_is_looked_at() throws Exception {
    var turns = new Turns(1, 0, Duration.ZERO);
    var answer =
        new EnrollAnswer(
            enrollment,
            new FailureWindow(3, InstantSource.system()),
            turns,
            new SimpleMeterRegistry());
    var body = "nope".getBytes(UTF_8);
    turns.take();

    assertThat(answer.enroll(body, "::1", () -> false).toString()).startsWith("{\"error\":\"busy");

    turns.giveBack();
    assertThatThrownBy(() -> answer.enroll(body, "::1", () -> false))
        .isInstanceOf(IOException.class);
    assertThat(turns.free()).as("given back").isOne();
  }
}
