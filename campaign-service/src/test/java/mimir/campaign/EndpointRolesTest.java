package mimir.campaign;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import mimir.campaign.gate.FlagSwitch;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.campaign.targets.SeededHosts;
import mimir.testing.Endpoints;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every endpoint × every kind of caller. Past the gate an unknown campaign or saved query is a 404,
 * and an empty body a 422.
 */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class EndpointRolesTest {
  private static final String TABLE =
      """
      call                             | target | who        | status | code
      GET /api/v1/campaigns            |        | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns            |        | expired    | 401    | unauthenticated
      GET /api/v1/campaigns            |        | audience   | 401    | unauthenticated
      GET /api/v1/campaigns            |        | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns            |        | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns            |        | operator   | 200    |
      GET /api/v1/campaigns            |        | capability | 200    |
      GET /api/v1/campaigns            |        | admin      | 200    |
      GET /api/v1/campaigns/{id}       |        | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}       |        | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}       |        | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}       |        | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}       |        | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}       |        | operator   | 404    | not_found
      GET /api/v1/campaigns/{id}       |        | capability | 404    | not_found
      GET /api/v1/campaigns/{id}       |        | admin      | 404    | not_found
      GET /api/v1/campaigns/{id}/pending-hosts |        | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/pending-hosts |        | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/pending-hosts |        | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/pending-hosts |        | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/pending-hosts |        | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/pending-hosts |        | operator   | 404    | not_found
      GET /api/v1/campaigns/{id}/pending-hosts |        | capability | 404    | not_found
      GET /api/v1/campaigns/{id}/pending-hosts |        | admin      | 404    | not_found
      GET /api/v1/campaigns/{id}/audit |        | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/audit |        | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/audit |        | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/audit |        | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/audit |        | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/audit |        | operator   | 404    | not_found
      GET /api/v1/campaigns/{id}/audit |        | capability | 404    | not_found
      GET /api/v1/campaigns/{id}/audit |        | admin      | 404    | not_found
      GET /api/v1/campaigns/{id}/stream |        | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/stream |        | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/stream |        | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/stream |        | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/stream |        | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/stream |        | operator   | 404    | not_found
      GET /api/v1/campaigns/{id}/stream |        | capability | 404    | not_found
      GET /api/v1/campaigns/{id}/stream |        | admin      | 404    | not_found
      GET /api/v1/audit                |        | anonymous  | 401    | unauthenticated
      GET /api/v1/audit                |        | expired    | 401    | unauthenticated
      GET /api/v1/audit                |        | audience   | 401    | unauthenticated
      GET /api/v1/audit                |        | issuer     | 401    | unauthenticated
      GET /api/v1/audit                |        | unsigned   | 401    | unauthenticated
      GET /api/v1/audit                |        | operator   | 403    | forbidden
      GET /api/v1/audit                |        | capability | 403    | forbidden
      GET /api/v1/audit                |        | admin      | 200    |
      POST /api/v1/campaigns           | all    | anonymous  | 401    | unauthenticated
      POST /api/v1/campaigns           | all    | expired    | 401    | unauthenticated
      POST /api/v1/campaigns           | all    | audience   | 401    | unauthenticated
      POST /api/v1/campaigns           | all    | issuer     | 401    | unauthenticated
      POST /api/v1/campaigns           | all    | unsigned   | 401    | unauthenticated
      POST /api/v1/campaigns           | all    | operator   | 403    | capability_required
      POST /api/v1/campaigns           | all    | capability | 403    | forbidden
      POST /api/v1/campaigns           | all    | admin      | 201    |
      POST /api/v1/campaigns           | hosts  | anonymous  | 401    | unauthenticated
      POST /api/v1/campaigns           | hosts  | operator   | 403    | forbidden
      POST /api/v1/campaigns           | hosts  | capability | 403    | forbidden
      POST /api/v1/campaigns           | hosts  | admin      | 201    |
      POST /api/v1/campaigns/{id}/stop |        | anonymous  | 401    | unauthenticated
      POST /api/v1/campaigns/{id}/stop |        | expired    | 401    | unauthenticated
      POST /api/v1/campaigns/{id}/stop |        | audience   | 401    | unauthenticated
      POST /api/v1/campaigns/{id}/stop |        | issuer     | 401    | unauthenticated
      POST /api/v1/campaigns/{id}/stop |        | unsigned   | 401    | unauthenticated
      POST /api/v1/campaigns/{id}/stop |        | operator   | 403    | forbidden
      POST /api/v1/campaigns/{id}/stop |        | capability | 403    | forbidden
      POST /api/v1/campaigns/{id}/stop |        | admin      | 404    | not_found
      GET /api/v1/campaigns/{id}/launch-request |        | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/launch-request |        | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/launch-request |        | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/launch-request |        | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/launch-request |        | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/launch-request |        | operator   | 404    | not_found
      GET /api/v1/campaigns/{id}/launch-request |        | capability | 404    | not_found
      GET /api/v1/campaigns/{id}/launch-request |        | admin      | 404    | not_found
      POST /api/v1/campaigns/{id}/archive |        | anonymous  | 401    | unauthenticated
      POST /api/v1/campaigns/{id}/archive |        | expired    | 401    | unauthenticated
      POST /api/v1/campaigns/{id}/archive |        | audience   | 401    | unauthenticated
      POST /api/v1/campaigns/{id}/archive |        | issuer     | 401    | unauthenticated
      POST /api/v1/campaigns/{id}/archive |        | unsigned   | 401    | unauthenticated
      POST /api/v1/campaigns/{id}/archive |        | operator   | 403    | forbidden
      POST /api/v1/campaigns/{id}/archive |        | capability | 403    | forbidden
      POST /api/v1/campaigns/{id}/archive |        | admin      | 404    | not_found
      GET /api/v1/saved-queries        |        | anonymous  | 401    | unauthenticated
      GET /api/v1/saved-queries        |        | expired    | 401    | unauthenticated
      GET /api/v1/saved-queries        |        | audience   | 401    | unauthenticated
      GET /api/v1/saved-queries        |        | issuer     | 401    | unauthenticated
      GET /api/v1/saved-queries        |        | unsigned   | 401    | unauthenticated
      GET /api/v1/saved-queries        |        | operator   | 200    |
      GET /api/v1/saved-queries        |        | capability | 200    |
      GET /api/v1/saved-queries        |        | admin      | 200    |
      POST /api/v1/saved-queries       |        | anonymous  | 401    | unauthenticated
      POST /api/v1/saved-queries       |        | expired    | 401    | unauthenticated
      POST /api/v1/saved-queries       |        | audience   | 401    | unauthenticated
      POST /api/v1/saved-queries       |        | issuer     | 401    | unauthenticated
      POST /api/v1/saved-queries       |        | unsigned   | 401    | unauthenticated
      POST /api/v1/saved-queries       |        | operator   | 422    | invalid_field
      POST /api/v1/saved-queries       |        | capability | 422    | invalid_field
      POST /api/v1/saved-queries       |        | admin      | 422    | invalid_field
      GET /api/v1/saved-queries/{id}   |        | anonymous  | 401    | unauthenticated
      GET /api/v1/saved-queries/{id}   |        | expired    | 401    | unauthenticated
      GET /api/v1/saved-queries/{id}   |        | audience   | 401    | unauthenticated
      GET /api/v1/saved-queries/{id}   |        | issuer     | 401    | unauthenticated
      GET /api/v1/saved-queries/{id}   |        | unsigned   | 401    | unauthenticated
      GET /api/v1/saved-queries/{id}   |        | operator   | 404    | not_found
      GET /api/v1/saved-queries/{id}   |        | capability | 404    | not_found
      GET /api/v1/saved-queries/{id}   |        | admin      | 404    | not_found
      PUT /api/v1/saved-queries/{id}   |        | anonymous  | 401    | unauthenticated
      PUT /api/v1/saved-queries/{id}   |        | expired    | 401    | unauthenticated
      PUT /api/v1/saved-queries/{id}   |        | audience   | 401    | unauthenticated
      PUT /api/v1/saved-queries/{id}   |        | issuer     | 401    | unauthenticated
      PUT /api/v1/saved-queries/{id}   |        | unsigned   | 401    | unauthenticated
      PUT /api/v1/saved-queries/{id}   |        | operator   | 404    | not_found
      PUT /api/v1/saved-queries/{id}   |        | capability | 404    | not_found
      PUT /api/v1/saved-queries/{id}   |        | admin      | 404    | not_found
      DELETE /api/v1/saved-queries/{id} |        | anonymous  | 401    | unauthenticated
      DELETE /api/v1/saved-queries/{id} |        | expired    | 401    | unauthenticated
      DELETE /api/v1/saved-queries/{id} |        | audience   | 401    | unauthenticated
      DELETE /api/v1/saved-queries/{id} |        | issuer     | 401    | unauthenticated
      DELETE /api/v1/saved-queries/{id} |        | unsigned   | 401    | unauthenticated
      DELETE /api/v1/saved-queries/{id} |        | operator   | 404    | not_found
      DELETE /api/v1/saved-queries/{id} |        | capability | 404    | not_found
      DELETE /api/v1/saved-queries/{id} |        | admin      | 404    | not_found
      GET /api/v1/hunts                |        | anonymous  | 401    | unauthenticated
      GET /api/v1/hunts                |        | expired    | 401    | unauthenticated
      GET /api/v1/hunts                |        | audience   | 401    | unauthenticated
      GET /api/v1/hunts                |        | issuer     | 401    | unauthenticated
      GET /api/v1/hunts                |        | unsigned   | 401    | unauthenticated
      GET /api/v1/hunts                |        | operator   | 200    |
      GET /api/v1/hunts                |        | capability | 200    |
      GET /api/v1/hunts                |        | admin      | 200    |
      GET /api/v1/hunts/{id}           |        | anonymous  | 401    | unauthenticated
      GET /api/v1/hunts/{id}           |        | expired    | 401    | unauthenticated
      GET /api/v1/hunts/{id}           |        | audience   | 401    | unauthenticated
      GET /api/v1/hunts/{id}           |        | issuer     | 401    | unauthenticated
      GET /api/v1/hunts/{id}           |        | unsigned   | 401    | unauthenticated
      GET /api/v1/hunts/{id}           |        | operator   | 404    | not_found
      GET /api/v1/hunts/{id}           |        | capability | 404    | not_found
      GET /api/v1/hunts/{id}           |        | admin      | 404    | not_found
      GET /api/v1/hunts/{id}/launch-request |        | anonymous  | 401    | unauthenticated
      GET /api/v1/hunts/{id}/launch-request |        | expired    | 401    | unauthenticated
      GET /api/v1/hunts/{id}/launch-request |        | audience   | 401    | unauthenticated
      GET /api/v1/hunts/{id}/launch-request |        | issuer     | 401    | unauthenticated
      GET /api/v1/hunts/{id}/launch-request |        | unsigned   | 401    | unauthenticated
      GET /api/v1/hunts/{id}/launch-request |        | operator   | 404    | not_found
      GET /api/v1/hunts/{id}/launch-request |        | capability | 404    | not_found
      GET /api/v1/hunts/{id}/launch-request |        | admin      | 404    | not_found
      POST /api/v1/hunts               |        | anonymous  | 401    | unauthenticated
      POST /api/v1/hunts               |        | expired    | 401    | unauthenticated
      POST /api/v1/hunts               |        | audience   | 401    | unauthenticated
      POST /api/v1/hunts               |        | issuer     | 401    | unauthenticated
      POST /api/v1/hunts               |        | unsigned   | 401    | unauthenticated
      POST /api/v1/hunts               |        | operator   | 422    | invalid_field
      POST /api/v1/hunts               |        | capability | 422    | invalid_field
      POST /api/v1/hunts               |        | admin      | 422    | invalid_field
      POST /api/v1/hunts/quick         |        | anonymous  | 401    | unauthenticated
      POST /api/v1/hunts/quick         |        | expired    | 401    | unauthenticated
      POST /api/v1/hunts/quick         |        | audience   | 401    | unauthenticated
      POST /api/v1/hunts/quick         |        | issuer     | 401    | unauthenticated
      POST /api/v1/hunts/quick         |        | unsigned   | 401    | unauthenticated
      POST /api/v1/hunts/quick         |        | operator   | 403    | capability_required
      POST /api/v1/hunts/quick         |        | capability | 422    | invalid_field
      POST /api/v1/hunts/quick         |        | admin      | 422    | invalid_field
      POST /api/v1/hunts/{id}/cancel   |        | anonymous  | 401    | unauthenticated
      POST /api/v1/hunts/{id}/cancel   |        | expired    | 401    | unauthenticated
      POST /api/v1/hunts/{id}/cancel   |        | audience   | 401    | unauthenticated
      POST /api/v1/hunts/{id}/cancel   |        | issuer     | 401    | unauthenticated
      POST /api/v1/hunts/{id}/cancel   |        | unsigned   | 401    | unauthenticated
      POST /api/v1/hunts/{id}/cancel   |        | operator   | 403    | forbidden
      POST /api/v1/hunts/{id}/cancel   |        | capability | 403    | forbidden
      POST /api/v1/hunts/{id}/cancel   |        | admin      | 404    | not_found
      GET /api/v1/campaigns/{id}/iocs  |        | anonymous  | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/iocs  |        | expired    | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/iocs  |        | audience   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/iocs  |        | issuer     | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/iocs  |        | unsigned   | 401    | unauthenticated
      GET /api/v1/campaigns/{id}/iocs  |        | operator   | 404    | not_found
      GET /api/v1/campaigns/{id}/iocs  |        | capability | 404    | not_found
      GET /api/v1/campaigns/{id}/iocs  |        | admin      | 404    | not_found
      POST /api/v1/queries             |        | anonymous  | 401    | unauthenticated
      POST /api/v1/queries             |        | expired    | 401    | unauthenticated
      POST /api/v1/queries             |        | audience   | 401    | unauthenticated
      POST /api/v1/queries             |        | issuer     | 401    | unauthenticated
      POST /api/v1/queries             |        | unsigned   | 401    | unauthenticated
      POST /api/v1/queries             |        | operator   | 403    | forbidden
      POST /api/v1/queries             |        | capability | 403    | forbidden
      POST /api/v1/queries             |        | admin      | 422    | invalid_field
      GET /api/v1/indicators           |        | anonymous  | 401    | unauthenticated
      GET /api/v1/indicators           |        | expired    | 401    | unauthenticated
      GET /api/v1/indicators           |        | audience   | 401    | unauthenticated
      GET /api/v1/indicators           |        | issuer     | 401    | unauthenticated
      GET /api/v1/indicators           |        | unsigned   | 401    | unauthenticated
      GET /api/v1/indicators           |        | operator   | 200    |
      GET /api/v1/indicators           |        | capability | 200    |
      GET /api/v1/indicators           |        | admin      | 200    |
      POST /api/v1/indicators          |        | anonymous  | 401    | unauthenticated
      POST /api/v1/indicators          |        | expired    | 401    | unauthenticated
      POST /api/v1/indicators          |        | audience   | 401    | unauthenticated
      POST /api/v1/indicators          |        | issuer     | 401    | unauthenticated
      POST /api/v1/indicators          |        | unsigned   | 401    | unauthenticated
      POST /api/v1/indicators          |        | operator   | 422    | invalid_field
      POST /api/v1/indicators          |        | capability | 422    | invalid_field
      POST /api/v1/indicators          |        | admin      | 422    | invalid_field
      GET /api/v1/indicators/{id}      |        | anonymous  | 401    | unauthenticated
      GET /api/v1/indicators/{id}      |        | expired    | 401    | unauthenticated
      GET /api/v1/indicators/{id}      |        | audience   | 401    | unauthenticated
      GET /api/v1/indicators/{id}      |        | issuer     | 401    | unauthenticated
      GET /api/v1/indicators/{id}      |        | unsigned   | 401    | unauthenticated
      GET /api/v1/indicators/{id}      |        | operator   | 404    | not_found
      GET /api/v1/indicators/{id}      |        | capability | 404    | not_found
      GET /api/v1/indicators/{id}      |        | admin      | 404    | not_found
      PATCH /api/v1/indicators/{id}    |        | anonymous  | 401    | unauthenticated
      PATCH /api/v1/indicators/{id}    |        | expired    | 401    | unauthenticated
      PATCH /api/v1/indicators/{id}    |        | audience   | 401    | unauthenticated
      PATCH /api/v1/indicators/{id}    |        | issuer     | 401    | unauthenticated
      PATCH /api/v1/indicators/{id}    |        | unsigned   | 401    | unauthenticated
      PATCH /api/v1/indicators/{id}    |        | operator   | 404    | not_found
      PATCH /api/v1/indicators/{id}    |        | capability | 404    | not_found
      PATCH /api/v1/indicators/{id}    |        | admin      | 404    | not_found
      POST /api/v1/indicators/detect   |        | anonymous  | 401    | unauthenticated
      POST /api/v1/indicators/detect   |        | expired    | 401    | unauthenticated
      POST /api/v1/indicators/detect   |        | audience   | 401    | unauthenticated
      POST /api/v1/indicators/detect   |        | issuer     | 401    | unauthenticated
      POST /api/v1/indicators/detect   |        | unsigned   | 401    | unauthenticated
      POST /api/v1/indicators/detect   |        | operator   | 422    | invalid_field
      POST /api/v1/indicators/detect   |        | capability | 422    | invalid_field
      POST /api/v1/indicators/detect   |        | admin      | 422    | invalid_field
      POST /api/v1/indicators/import   |        | anonymous  | 401    | unauthenticated
      POST /api/v1/indicators/import   |        | expired    | 401    | unauthenticated
      POST /api/v1/indicators/import   |        | audience   | 401    | unauthenticated
      POST /api/v1/indicators/import   |        | issuer     | 401    | unauthenticated
      POST /api/v1/indicators/import   |        | unsigned   | 401    | unauthenticated
      POST /api/v1/indicators/import   |        | operator   | 200    |
      POST /api/v1/indicators/import   |        | capability | 200    |
      POST /api/v1/indicators/import   |        | admin      | 200    |
      POST /api/v1/targets/preview     |        | anonymous  | 401    | unauthenticated
      POST /api/v1/targets/preview     |        | expired    | 401    | unauthenticated
      POST /api/v1/targets/preview     |        | audience   | 401    | unauthenticated
      POST /api/v1/targets/preview     |        | issuer     | 401    | unauthenticated
      POST /api/v1/targets/preview     |        | unsigned   | 401    | unauthenticated
      POST /api/v1/targets/preview     |        | operator   | 422    | invalid_field
      POST /api/v1/targets/preview     |        | capability | 422    | invalid_field
      POST /api/v1/targets/preview     |        | admin      | 422    | invalid_field
      GET /api/v1/osquery-schema       |        | anonymous  | 401    | unauthenticated
      GET /api/v1/osquery-schema       |        | expired    | 401    | unauthenticated
      GET /api/v1/osquery-schema       |        | audience   | 401    | unauthenticated
      GET /api/v1/osquery-schema       |        | issuer     | 401    | unauthenticated
      GET /api/v1/osquery-schema       |        | unsigned   | 401    | unauthenticated
      GET /api/v1/osquery-schema       |        | operator   | 200    |
      GET /api/v1/osquery-schema       |        | capability | 200    |
      GET /api/v1/osquery-schema       |        | admin      | 200    |
      POST /api/v1/sql/check           |        | anonymous  | 401    | unauthenticated
      POST /api/v1/sql/check           |        | expired    | 401    | unauthenticated
      POST /api/v1/sql/check           |        | audience   | 401    | unauthenticated
      POST /api/v1/sql/check           |        | issuer     | 401    | unauthenticated
      POST /api/v1/sql/check           |        | unsigned   | 401    | unauthenticated
      POST /api/v1/sql/check           |        | operator   | 422    | invalid_field
      POST /api/v1/sql/check           |        | capability | 422    | invalid_field
      POST /api/v1/sql/check           |        | admin      | 422    | invalid_field
      """;
  private static final int CALLERS = 8;

  @Inject OfflineCampaigns gate;
  @Inject Jdbi jdbi;

  @ParameterizedTest
  @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = TABLE)
  void access(String call, String target, String who, int status, String code) {
    FlagSwitch.set(gate, true);
    var words = call.split(" ", 2);
    // Two letters are a file name.
    var request = given().contentType(call.endsWith("import") ? "text/plain" : "application/json");
    var token = token(who);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (words[0].equals("POST") || words[0].equals("PUT")) {
      request.body(target == null ? "{}" : launch(target));
    }

    var answer = request.request(words[0], words[1].replace("{id}", UUID.randomUUID().toString()));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    if (code != null) {
      assertThat(answer.contentType()).startsWith("application/problem+json");
      assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
    }
  }

  @Test
  void every_endpoint_has_a_row_for_every_caller() {
    Set<String> calls = new TreeSet<>();
    Set<String> pairs = new TreeSet<>();
    TABLE
        .lines()
        .skip(1)
        .map(line -> line.split("\\|", -1))
        .forEach(
            cells -> {
              calls.add(cells[0].strip());
              pairs.add(cells[0].strip() + cells[2]);
            });

    assertThat(calls).isEqualTo(Endpoints.of("mimir.campaign")).isNotEmpty();
    assertThat(pairs).hasSize(calls.size() * CALLERS);
  }

  private String launch(String target) {
    var host = SeededHosts.in(jdbi, 1).getFirst();
    return target.equals("all")
        ? "{\"sql\":\"SELECT 1\",\"target\":{\"type\":\"all\"}}"
        : "{\"sql\":\"SELECT 1\",\"target\":{\"type\":\"hosts\",\"host_ids\":[\"" + host + "\"]}}";
  }

  private static String token(String who) {
    return switch (who) {
      case "anonymous" -> null;
      case "expired" -> Tokens.expired("alice");
      case "audience" -> Tokens.wrongAudience("alice");
      case "issuer" -> Tokens.wrongIssuer("alice");
      case "unsigned" -> Tokens.unsigned("alice");
      case "operator" -> Tokens.operator("oscar");
      case "capability" -> Tokens.operatorWith("olga", "can_launch_fleet_hunts");
      case "admin" -> Tokens.admin("alice");
      default -> throw new IllegalArgumentException(who);
    };
  }
}
