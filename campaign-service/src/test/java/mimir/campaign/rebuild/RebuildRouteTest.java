package mimir.campaign.rebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class RebuildRouteTest {
  private static final String PATH = "/internal/rebuild";

  @Inject Jdbi jdbi;

  // Not the common pool: on a machine of two cores that is one thread.
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.close();
  }

  @Test
  void the_management_port_answers_what_was_rebuilt() {
    var answer = given().post(management());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.jsonPath().getLong("events")).isNotNegative();
    assertThat(answer.jsonPath().getLong("campaigns")).isNotNegative();
    assertThat(answer.jsonPath().getDouble("seconds")).isNotNegative();
  }

  @Test
  void it_is_no_call_of_the_operators_port() {
    var answer = given().header("Authorization", "Bearer " + Tokens.admin("alice")).post(PATH);

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  @Test
  void reading_it_rebuilds_nothing() {
    assertThat(given().get(management()).statusCode()).isEqualTo(405);
  }

  @Test
  void a_second_one_is_a_conflict() {
    try (var handle = jdbi.open()) {
      handle.begin();
      handle.execute("LOCK TABLE event IN SHARE MODE");
      var first =
          CompletableFuture.supplyAsync(() -> given().post(management()).statusCode(), threads);
      RebuildTest.awaitWaiting(jdbi, 1);

      var second = given().post(management());

      assertThat(second.statusCode()).isEqualTo(409);
      assertThat(second.contentType()).startsWith("application/problem+json");
      assertThat(second.jsonPath().getMap("$"))
          .containsOnlyKeys("type", "title", "status", "detail", "code")
          .containsEntry("type", "urn:mimir:problem:rebuild-running")
          .containsEntry("status", 409)
          .containsEntry("code", "rebuild_running");
      handle.rollback();
      assertThat(first.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(200);
    }
  }

  private static URI management() {
    var port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
    return URI.create("http://127.0.0.1:" + port + PATH);
  }
}
