package mimir.contracts.runtime;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ProblemsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          as it should be             | {"text":"a","small_number":1,"flag":true} | 200 |                   |
          no JSON                     | nope                                      | 400 | malformed_request |
          half of it                  | {"text":                                  | 400 | malformed_request |
          something behind it         | {"small_number":1,"flag":true} {}         | 400 | malformed_request |
          two values                  | {"small_number":1,"flag":true}}           | 400 | malformed_request |
          an array                    | []                                        | 400 | malformed_request |
          a text                      | "x"                                       | 400 | malformed_request |
          an unknown field            | {"small_number":1,"flag":true,"role":"a"} | 400 | malformed_request |
          camel case                  | {"smallNumber":1,"flag":true}             | 400 | malformed_request |
          an object for a text        | {"text":{},"small_number":1,"flag":true}  | 400 | malformed_request |
          a number for a text         | {"text":1,"small_number":1,"flag":true}   | 400 | malformed_request |
          a text for a number         | {"small_number":"1","flag":true}          | 400 | malformed_request |
          a fraction for a number     | {"small_number":1.5,"flag":true}          | 400 | malformed_request |
          a number too large          | {"small_number":99999999999,"flag":true}  | 400 | malformed_request |
          a text for a boolean        | {"small_number":1,"flag":"true"}          | 400 | malformed_request |
          a number for a boolean      | {"small_number":1,"flag":1}               | 400 | malformed_request |
          null for a number           | {"small_number":null,"flag":true}         | 400 | malformed_request |
          null for a boolean          | {"small_number":1,"flag":null}            | 400 | malformed_request |
          no UUID                     | {"small_number":1,"flag":true,"id":"x"}   | 400 | malformed_request |
          out of its range            | {"small_number":11,"flag":true}           | 422 | invalid_field     | small_number
          too long                    | {"text":"123456","small_number":1,"flag":true} | 422 | invalid_field | text
          missing inside              | {"small_number":1,"flag":true,"inner":{}} | 422 | invalid_field     | live_text
          """)
  void a_body_is_answered_with_its_code(
      String why, String body, int status, String code, String field) {
    var answer = given().contentType(ContentType.JSON).body(body).post("/echo").then();

    answer.statusCode(status);
    if (code != null) {
      answer
          .contentType("application/problem+json")
          .body("code", equalTo(code))
          .body("status", equalTo(status))
          .body("type", equalTo("urn:mimir:problem:" + code.replace('_', '-')))
          .body("field", equalTo(field));
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /nowhere | application/json | 404 | not_found
          DELETE | /echo    | application/json | 405 | method_not_allowed
          POST   | /echo    | text/plain       | 415 | unsupported_media_type
          """)
  void what_http_refuses_is_a_problem_too(
      String method, String path, String type, int status, String code) {
    given()
        .contentType(type)
        .request(method, path)
        .then()
        .statusCode(status)
        .body("code", equalTo(code));
  }

  @Test
  void a_refusal_carries_its_extras_and_when_to_come_back() {
    given()
        .get("/echo/refused")
        .then()
        .statusCode(429)
        .header("Retry-After", "7")
        .header("Cache-Control", "no-store")
        .body("code", equalTo("too_many_attempts"))
        .body("detail", equalTo("Wait."))
        .body("who", equalTo("x"));
  }

  @Test
  void a_fault_tells_an_id_and_nothing_of_its_inside() {
    var answer = given().get("/echo/fault").then().statusCode(500).extract();

    assertThat(answer.<String>path("code")).isEqualTo("internal_error");
    assertThat(answer.<String>path("detail")).contains(answer.<String>path("error_id"));
    assertThat(answer.asString()).doesNotContain("SELECT", "IllegalState", "mimir.");
  }
}
