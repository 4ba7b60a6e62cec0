package mimir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayedHeadersTest {
  private static final URI SERVICE = URI.create("http://10.0.0.7:8082");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cookie",
        "X-Forwarded-For",
        "X-Forwarded-User",
        "Forwarded",
        "X-User",
        "x_user",
        "Remote-User",
        "X-Remote-Group",
        "X-CSRF-Token",
        "Proxy-Authorization",
        "X-HTTP-Method-Override",
        "X-Original-URL",
        "traceparent",
        "baggage",
        "Connection",
        "Upgrade",
      })
  void a_header_that_is_not_on_the_list_does_not_reach_a_service(String name) {
    var headers = MultiMap.caseInsensitiveMultiMap().add(name, "forged");

    RelayedHeaders.inwards(headers, "token");

    assertThat(headers.names()).containsExactly("Authorization");
  }

  @Test
  void forged_tokens_are_replaced_by_the_gateways() {
    var headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("authorization", "Bearer forged")
            .add("Authorization", "Basic forged");

    RelayedHeaders.inwards(headers, "token");

    assertThat(headers.getAll("Authorization")).containsExactly("Bearer token");
  }

  @Test
  void what_a_body_is_and_what_is_asked_for_goes_along() {
    var headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("Content-Type", "application/json")
            .add("Last-Event-ID", "7");

    RelayedHeaders.inwards(headers, "token");

    assertThat(headers.get("content-type")).isEqualTo("application/json");
    assertThat(headers.get("last-event-id")).isEqualTo("7");
  }

  @Test
  void a_service_sets_no_cookie_and_opens_no_origin() {
    var headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("set-cookie", "mimir_session=x")
            .add("Access-Control-Allow-Origin", "*")
            .add("Content-Type", "text/csv");

    RelayedHeaders.outwards(headers, SERVICE);

    assertThat(headers.names()).containsExactly("Content-Type");
  }

  @ParameterizedTest
  @CsvSource({
    "http://10.0.0.7:8082/api/v1/campaigns/1, /api/v1/campaigns/1",
    "/api/v1/campaigns/1, /api/v1/campaigns/1",
    "https://elsewhere/x, https://elsewhere/x",
    "http://10.0.0.7:80821/x, http://10.0.0.7:80821/x",
  })
  void a_location_inside_stays_a_path(String sent, String received) {
    var headers = MultiMap.caseInsensitiveMultiMap().add("Location", sent);

    RelayedHeaders.outwards(headers, SERVICE);

    assertThat(headers.get("Location")).isEqualTo(received);
  }
}
