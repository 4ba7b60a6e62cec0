package mimir.dispatch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mimir.testing.Endpoints;
import mimir.testing.Tokens;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what at the operators' door: one row for each endpoint, or the build fails. */
@QuarkusTest
class AccessTest {
  private static final String ID = "018f0000-0000-7000-8000-000000000001";

  // 404 is an admin's or operator's answer too: it was let in and there is no such id.
  private static final String TABLE =
      """
      endpoint                               | anonymous | operator | admin | expired | wrong audience | unsigned
      GET /api/v1/hosts                      | 401       | 200      | 200   | 401     | 401            | 401
      GET /api/v1/hosts/{id}                 | 401       | 404      | 404   | 401     | 401            | 401
      POST /api/v1/hosts/{id}/decommission   | 401       | 403      | 404   | 401     | 401            | 401
      GET /api/v1/hosts/versions             | 401       | 200      | 200   | 401     | 401            | 401
      PUT /api/v1/hosts/{id}/labels          | 401       | 404      | 404   | 401     | 401            | 401
      GET /api/v1/enrollment-secrets         | 401       | 403      | 200   | 401     | 401            | 401
      POST /api/v1/enrollment-secrets        | 401       | 403      | 201   | 401     | 401            | 401
      GET /api/v1/enrollment/flagfile        | 401       | 403      | 404   | 401     | 401            | 401
      GET /api/v1/enrollment/ca.pem          | 401       | 403      | 404   | 401     | 401            | 401
      DELETE /api/v1/enrollment-secrets/{id} | 401       | 403      | 404   | 401     | 401            | 401
      """;

  @Test
  void every_endpoint_has_a_row() {
    assertThat(rows().map(row -> row[0]).collect(Collectors.toSet()))
        .isEqualTo(Endpoints.of("mimir.dispatch"));
  }

  @TestFactory
  Stream<DynamicTest> everybody_gets_what_the_table_says() {
    var callers = TABLE.lines().findFirst().orElseThrow().split("\\s*\\|\\s*", -1);
    return rows()
        .flatMap(
            row ->
                Stream.iterate(1, n -> n < row.length, n -> n + 1)
                    .map(
                        n ->
                            DynamicTest.dynamicTest(
                                row[0] + " by " + callers[n],
                                () ->
                                    assertThat(status(callers[n].strip(), row[0]))
                                        .isEqualTo(Integer.parseInt(row[n].strip())))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/enrollment-secrets;x",
        "/api/v1/enrollment-secrets%3Bx",
        "/api/v1//enrollment-secrets",
        "/api/v1/./enrollment-secrets",
        "/api/v1/hosts/%2e%2e/enrollment-secrets",
        "/api/v1/enrollment-secrets/",
        "/api/v1/enrollment%2Dsecrets",
        "/API/v1/enrollment-secrets",
        "/api/v1/enrollment-secrets."
      })
  void no_spelling_of_a_path_lets_an_operator_in(String path) {
    assertThat(as("operator").get(path).statusCode()).isIn(403, 404);
    assertThat(as("anonymous").get(path).statusCode()).isIn(401, 404);
  }

  private static Stream<String[]> rows() {
    return TABLE.lines().skip(1).map(line -> line.split("\\s*\\|\\s*", -1));
  }

  private static int status(String caller, String endpoint) {
    var parts = endpoint.split(" ", 2);
    var request = as(caller);
    return (switch (parts[0]) {
          case "POST" -> request.body("{\"name\":\"x\"}");
          case "PUT" -> request.body("{\"labels\":{}}");
          default -> request;
        })
        .request(parts[0], parts[1].replace("{id}", ID))
        .statusCode();
  }

  private static RequestSpecification as(String caller) {
    var request = given().contentType(ContentType.JSON).urlEncodingEnabled(false);
    var token =
        switch (caller) {
          case "anonymous" -> null;
          case "operator" -> Tokens.operator("olga");
          case "admin" -> Tokens.admin("alice");
          case "expired" -> Tokens.expired("alice");
          case "wrong audience" -> Tokens.wrongAudience("alice");
          case "unsigned" -> Tokens.unsigned("alice");
          default -> throw new AssertionError(caller);
        };
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }
}
