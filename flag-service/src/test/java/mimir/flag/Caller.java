package mimir.flag;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import mimir.testing.Tokens;

/** Who may come to the operators' door; each named {@code alice} where there is a name. */
enum Caller {
  ANONYMOUS,
  GARBAGE,
  OPERATOR,
  ADMIN,
  EXPIRED,
  WRONG_AUDIENCE,
  WRONG_ISSUER,
  UNSIGNED;

  RequestSpecification asks() {
    var request = given().contentType(ContentType.JSON).urlEncodingEnabled(false);
    return this == ANONYMOUS ? request : request.header("Authorization", "Bearer " + token());
  }

  private String token() {
    return switch (this) {
      case ANONYMOUS -> "";
      case GARBAGE -> "not-a-token";
      case OPERATOR -> Tokens.operator("alice");
      case ADMIN -> Tokens.admin("alice");
      case EXPIRED -> Tokens.expired("alice");
      case WRONG_AUDIENCE -> Tokens.wrongAudience("alice");
      case WRONG_ISSUER -> Tokens.wrongIssuer("alice");
      case UNSIGNED -> Tokens.unsigned("alice");
    };
  }
}
