package mimir.contracts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.junit.jupiter.api.Test;

class WireDocumentTest {

  private static Schema reference(String name) {
    return OASFactory.createSchema().ref("#/components/schemas/" + name);
  }

  private static Schema text() {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
  }

  private static Content json(String name) {
    return OASFactory.createContent()
        .addMediaType("application/json", OASFactory.createMediaType().schema(reference(name)));
  }

  /** {@code POST /api/v1/things}, which takes an Ask and answers with a page of Things. */
  private static OpenAPI document() {
    var operation =
        OASFactory.createOperation()
            .requestBody(OASFactory.createRequestBody().content(json("Ask")))
            .responses(
                OASFactory.createAPIResponses()
                    .addAPIResponse(
                        "200", OASFactory.createAPIResponse().content(json("PageShownThing")))
                    .addAPIResponse("403", OASFactory.createAPIResponse()));
    return OASFactory.createOpenAPI()
        .components(
            OASFactory.createComponents()
                .addSchema("Ask", OASFactory.createSchema().addProperty("name", text()))
                .addSchema(
                    "PageShownThing",
                    OASFactory.createSchema()
                        .addProperty("items", OASFactory.createSchema().items(reference("Thing"))))
                .addSchema(
                    "Thing",
                    OASFactory.createSchema()
                        .addProperty("id", text())
                        .addProperty("rest", text().addExtension(WireDocument.LEFT_OUT, "true"))))
        .paths(
            OASFactory.createPaths()
                .addPathItem("/api/v1/things", OASFactory.createPathItem().POST(operation)));
  }

  private static OpenAPI filtered() {
    OpenAPI document = document();
    new WireDocument().filterOpenAPI(document);
    return document;
  }

  @Test
  void an_answer_has_all_of_its_fields_but_those_that_are_left_out() {
    Schema thing = filtered().getComponents().getSchemas().get("Thing");

    assertThat(thing.getRequired()).isEqualTo(List.of("id"));
    assertThat(thing.getProperties().get("rest").hasExtension(WireDocument.LEFT_OUT)).isFalse();
  }

  @Test
  void what_is_asked_stays_as_it_is() {
    assertThat(filtered().getComponents().getSchemas().get("Ask").getRequired()).isNull();
  }

  @Test
  void a_page_is_named_by_its_items() {
    OpenAPI document = filtered();

    assertThat(document.getComponents().getSchemas())
        .containsKey("PageThing")
        .doesNotContainKey("PageShownThing");
    assertThat(
            document
                .getPaths()
                .getPathItem("/api/v1/things")
                .getPOST()
                .getResponses()
                .getAPIResponse("200")
                .getContent()
                .getMediaType("application/json")
                .getSchema()
                .getRef())
        .isEqualTo("#/components/schemas/PageThing");
  }

  @Test
  void any_refusal_is_a_problem() {
    var responses = filtered().getPaths().getPathItem("/api/v1/things").getPOST().getResponses();

    assertThat(responses.getAPIResponses()).containsOnlyKeys("200", "default");
    assertThat(responses.getDefaultValue().getContent().hasMediaType(Problem.MEDIA_TYPE)).isTrue();
  }

  @Test
  void an_operation_is_named_by_its_address() {
    assertThat(WireDocument.operationId("POST", "/api/v1/campaigns/{id}/pending-hosts"))
        .isEqualTo("postCampaignsByIdPendingHosts");
    assertThat(WireDocument.operationId("GET", "/.well-known/jwks.json"))
        .isEqualTo("getWellKnownJwksJson");
  }
}
