package mimir.ingest;

import static io.restassured.RestAssured.given;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import mimir.contracts.runtime.Ids;
import mimir.ingest.rows.SeededRows;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;

/** Calls to the service, and a campaign to ask for. */
final class Calls {

  /** A stopped one without rows. */
  static UUID campaign(Jdbi jdbi) {
    var id = Ids.next();
    SeededRows.campaign(jdbi, id);
    SeededRows.columns(jdbi, id);
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE campaign SET stopped_at = now() WHERE campaign_id = ?", id));
    return id;
  }

  static Response get(String path, String token) {
    return request(token).get(path);
  }

  static RequestSpecification request(String token) {
    var request = given().urlEncodingEnabled(false);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  static String operator() {
    return Tokens.operator("oscar");
  }

  private Calls() {}
}
