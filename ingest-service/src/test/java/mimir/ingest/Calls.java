package mimir.ingest;

import static io.restassured.RestAssured.given;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import mimir.contracts.runtime.Ids;
import mimir.ingest.rows.SeededRows;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;

/** Calls to the service, and a campaign to ask for. */
public final class Calls {

  /** A stopped one without rows. */
  public static UUID campaign(Jdbi jdbi) {
    var id = Ids.next();
    SeededRows.campaign(jdbi, id);
    SeededRows.columns(jdbi, id);
    jdbi.useHandle(
        handle ->
            handle.execute("UPDATE campaign SET stopped_at = now() WHERE campaign_id = ?", id));
    return id;
  }

  public static Response get(String path, String token) {
    return request(token).get(path);
  }

  static RequestSpecification request(String token) {
    var request = given().urlEncodingEnabled(false);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  /** The status of a stream that does not end by itself; it is left when it has begun. */
  static int opened(String path, String token) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
            .header("Authorization", "Bearer " + token)
            .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      client.shutdownNow();
      return answer.statusCode();
    }
  }

  public static String operator() {
    return Tokens.operator("oscar");
  }

  private Calls() {}
}
