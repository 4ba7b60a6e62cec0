package mimir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mimir.gateway.Browser;
import mimir.gateway.EchoServices;
import mimir.testing.ServiceInfra;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "gateway"))
@QuarkusTestResource(EchoServices.class)
class RelayTest {
  @Inject StreamWatch streams;

  @Test
  void a_service_receives_the_path_the_query_and_the_body_as_they_were_sent() {
    var answer = Browser.admin().call("POST", "/api/v1/campaigns/7/stop?a=%2F&b=;", "{}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("POST /api/v1/campaigns/7/stop?a=%2F&b=;\n");
    assertThat(lines(answer, "body")).containsExactly("2");
    assertThat(lines(answer, "Content-type")).containsExactly("application/json");
  }

  @Test
  void a_forged_identity_is_stripped_and_nothing_of_the_session_goes_inside() {
    var browser = Browser.admin();
    var forged =
        Map.of(
            "Authorization", "Bearer forged",
            "X-Forwarded-For", "10.1.1.1",
            "X-Forwarded-User", "root",
            "Forwarded", "for=10.1.1.1",
            "X-User", "root",
            "Remote-User", "root");

    var answer = browser.call("GET", "/api/v1/hosts", null, forged);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .doesNotContain("forged", "10.1.1.1", "root", "mimir_session", "X-csrf");
    assertThat(lines(answer, "Authorization")).hasSize(1);
    assertThat(lines(answer, "Cookie")).isEmpty();
  }

  @Test
  void the_relayed_token_names_the_person_and_verifies_with_the_published_keys() throws Exception {
    var keys = new JsonWebKeySet(Browser.anonymous().get("/.well-known/jwks.json").body());
    var answer = Browser.admin().get("/api/v1/hosts");
    String token = lines(answer, "Authorization").getFirst().substring("Bearer ".length());

    JwtClaims claims =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys.getJsonWebKeys()))
            .setExpectedIssuer("mimir-gateway")
            .setExpectedAudience("mimir")
            .setRequireExpirationTime()
            .setMaxFutureValidityInMinutes(3)
            .setRequireJwtId()
            .build()
            .processToClaims(token);

    assertThat(claims.getSubject()).isEqualTo("admin");
    assertThat(claims.getStringClaimValue("upn")).isEqualTo("admin");
    assertThat(claims.getStringListClaimValue("groups")).containsExactly("admin");
    assertThat(claims.getStringListClaimValue("capabilities")).isEmpty();
  }

  @Test
  void a_token_of_ours_is_no_way_in() {
    var answer = Browser.admin().get("/api/v1/hosts");
    var token = Map.of("Authorization", lines(answer, "Authorization").getFirst());

    for (String target : List.of("/api/v1/users", "/api/v1/session", "/api/v1/hosts")) {
      assertThat(Browser.anonymous().call("GET", target, null, token).statusCode())
          .as(target)
          .isEqualTo(401);
    }
  }

  @Test
  void one_trace_goes_along() {
    var sent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    var continued = Browser.admin().call("GET", "/api/v1/hosts", null, Map.of("traceparent", sent));
    var begun = Browser.admin().get("/api/v1/hosts");

    assertThat(lines(continued, "Traceparent"))
        .singleElement()
        .asString()
        .startsWith("00-0af7651916cd43dd8448eb211c80319c-");
    assertThat(lines(begun, "Traceparent")).hasSize(1);
  }

  @Test
  void a_service_sets_no_cookie_and_its_own_address_stays_inside() {
    var answer = Browser.admin().get("/api/v1/hosts");

    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(answer.headers().firstValue("Location")).contains("/api/x");
    assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
    assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("frame-ancestors 'none'");
  }

  @Test
  void nobody_is_let_through_without_a_session() {
    var answer = Browser.anonymous().get("/api/v1/hosts");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(Browser.code(answer)).isEqualTo("unauthenticated");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void a_change_without_the_csrf_token_does_not_pass() {
    var answer = Browser.admin().withoutCsrfToken().call("POST", "/api/v1/campaigns", "{}");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(Browser.code(answer)).isEqualTo("csrf_required");
  }

  @Test
  void a_service_that_is_down_costs_a_502() {
    var answer = Browser.admin().get("/api/v1/osquery-releases");

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(Browser.code(answer)).isEqualTo("upstream_unavailable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/users;x",
        "/api/v1/hosts;x=/../users",
        "/api/v1%2Fusers",
        "/api/v1/hosts/%2e%2e/users",
        "/api/v1/hosts/../users",
        "/api//v1/users",
        "/api/v1/./users",
        "/api/v1/users%3Bx",
        "/api/v1/users%00",
      })
  void tricks_with_the_address_are_refused_even_for_an_admin(String target) {
    var answer = Browser.admin().get(target);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Browser.code(answer)).isEqualTo("malformed_request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/osquery/enroll",
        "/api/v1/agent/read",
        "/api/osquery/config",
        "/q/health",
        "/q/metrics",
        "/api/v1/Users",
        "/api/v1/users.",
        "/api/nothing",
      })
  void what_is_not_for_operators_is_not_there(String target) {
    var answer = Browser.admin().get(target);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Browser.code(answer)).isEqualTo("not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/campaigns", "/api/v1/users", "/api/v1/session"})
  void a_body_over_the_limit_is_refused_by_its_declared_length(String target) {
    var body = BodyPublishers.ofByteArray(new byte[11 * 1024 * 1024]);

    var answer = Browser.admin().upload(target, body);

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(Browser.code(answer)).isEqualTo("too_large");
  }

  @Test
  void a_body_over_the_limit_is_refused_when_its_length_is_not_told() {
    var body =
        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[11 * 1024 * 1024]));

    var answer = Browser.admin().upload("/api/v1/campaigns", body);

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(Browser.code(answer)).isEqualTo("too_large");
  }

  /** The service behind it is away, which is how one knows that it was asked. */
  @ParameterizedTest
  @CsvSource({
    "/api/v1/osquery-releases,     multipart/form-data; boundary=x, upstream_unavailable",
    "/api/v1/osquery-releases,     application/json,                too_large",
    "/api/v1/osquery-releases/1/x, multipart/form-data; boundary=x, too_large",
    "/api/v1/campaigns,            multipart/form-data; boundary=x, too_large"
  })
  void only_a_form_with_a_binary_may_be_larger(String target, String type, String code) {
    var answer =
        Browser.admin()
            .upload(target, type, BodyPublishers.ofByteArray(new byte[11 * 1024 * 1024]));

    assertThat(Browser.code(answer)).isEqualTo(code);
  }

  @Test
  void a_body_at_the_limit_passes_whole() {
    var bytes = new byte[10 * 1024 * 1024];

    var told = Browser.admin().upload("/api/v1/campaigns", BodyPublishers.ofByteArray(bytes));
    var untold =
        Browser.admin()
            .upload(
                "/api/v1/campaigns",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));

    assertThat(lines(told, "body")).containsExactly("" + bytes.length);
    assertThat(lines(untold, "body")).containsExactly("" + bytes.length);
  }

  @Test
  void an_event_arrives_before_the_next_is_said_and_the_reader_who_leaves_is_noticed()
      throws Exception {
    var answer = Browser.admin().open("/api/v1/alerts/stream");

    try (var events =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      EchoServices.EVENTS.release();
      assertThat(nextEvent(events)).startsWith("data: ");
      EchoServices.EVENTS.release();
      assertThat(nextEvent(events)).startsWith("data: ");
    }

    assertThat(EchoServices.STREAM_ENDED.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void when_the_gateway_stops_a_reader_sees_an_end_and_no_error() throws Exception {
    var answer = Browser.admin().open("/api/v1/alerts/stream");

    try (var events =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      EchoServices.EVENTS.release();
      assertThat(nextEvent(events)).startsWith("data: ");
      streams.endAll();

      // A connection that is cut is an IOException here.
      assertThat(events.lines()).allMatch(line -> line.isEmpty() || line.startsWith(":"));
    }
    assertThat(EchoServices.STREAM_ENDED.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  private static String nextEvent(BufferedReader events) throws IOException {
    String line = events.readLine();
    while (!line.startsWith("data: ")) {
      line = events.readLine();
    }
    return line;
  }

  private static List<String> lines(HttpResponse<String> echo, String name) {
    return echo.body()
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .toList();
  }
}
