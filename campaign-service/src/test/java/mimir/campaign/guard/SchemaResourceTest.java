package mimir.campaign.guard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class SchemaResourceTest {

  @Test
  void the_schema_tells_tables_and_columns() {
    var answer = get(null);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.contentType()).startsWith("application/json");
    var schema = answer.jsonPath();
    assertThat(schema.getMap("$").keySet()).containsExactlyInAnyOrder("version", "tables");
    assertThat(schema.getString("version")).isEqualTo("5.23");
    assertThat(schema.getList("tables.name", String.class))
        .hasSizeGreaterThan(250)
        .isSorted()
        .contains("processes", "registry");
    var hash = "tables.find { it.name == 'hash' }";
    assertThat(schema.getMap(hash).keySet())
        .containsExactlyInAnyOrder("name", "aliases", "platforms", "evented", "columns");
    assertThat(schema.getMap(hash + ".columns[0]").keySet())
        .containsExactlyInAnyOrder("name", "type", "required", "hidden", "platforms");
    assertThat(schema.getBoolean(hash + ".columns.find { it.name == 'path' }.required")).isTrue();
    assertThat(schema.getBoolean(hash + ".columns.find { it.name == 'md5' }.required")).isFalse();
    assertThat(schema.getBoolean("tables.find { it.name == 'socket_events' }.evented")).isTrue();
    assertThat(schema.<List<String>>get("tables.find { it.name == 'registry' }.platforms"))
        .containsExactly("windows");
    assertThat(schema.<List<String>>get("tables.collectMany { it.aliases }")).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                | sent          | status
          the same            | TAG           | 304
          the same and others | "other", TAG  | 304
          whichever           | *             | 304
          another             | "other"       | 200
          no more than a part | "tag"         | 200
          """)
  void whoever_has_it_is_not_sent_it_again(String why, String sent, int status) {
    var tag = get(null).header("ETag");

    var answer = get(sent.replace("TAG", tag));

    assertThat(tag).startsWith("\"").endsWith("\"");
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.header("ETag")).isEqualTo(tag);
    assertThat(answer.asByteArray().length > 0).isEqualTo(status == 200);
  }

  private static Response get(String ifNoneMatch) {
    var request = given().header("Authorization", "Bearer " + Tokens.operator("oscar"));
    if (ifNoneMatch != null) {
      request.header("If-None-Match", ifNoneMatch);
    }
    return request.get("/api/v1/osquery-schema");
  }
}
