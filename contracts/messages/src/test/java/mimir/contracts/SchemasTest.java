package mimir.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import mimir.contracts.Channels.Channel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed schemas and the AsyncAPI document are those of the records. */
class SchemasTest {
  private static final String STALE =
      "%s is not what the records say; run"
          + " ./mvnw -f contracts/messages/pom.xml test -Dcontracts.write=true and commit";
  private static final String SUFFIX = ".schema.json";

  static final Iterable<Channel> CHANNELS = Channels.ALL;

  @BeforeAll
  static void write() throws IOException {
    if (!Boolean.getBoolean("contracts.write")) {
      return;
    }
    for (var file : generated().entrySet()) {
      Files.createDirectories(file.getKey().getParent());
      Files.writeString(file.getKey(), file.getValue(), UTF_8);
    }
    for (var file : committed(Checkout.SCHEMAS).keySet()) {
      var path = Checkout.SCHEMAS.resolve(file + SUFFIX);
      if (!generated().containsKey(path)) {
        Files.delete(path);
      }
    }
  }

  @Test
  void the_committed_files_are_the_generated_ones() throws IOException {
    for (var file : generated().entrySet()) {
      assertThat(file.getKey()).as(STALE, file.getKey()).exists();
      assertThat(Files.readString(file.getKey(), UTF_8))
          .as(STALE, file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  @Test
  void no_schema_is_committed_for_a_message_that_is_no_more() throws IOException {
    assertThat(committed(Checkout.SCHEMAS).keySet()).isEqualTo(Schemas.all().keySet());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mimir.contracts.GoldenMessagesTest#goldens")
  void a_golden_file_is_valid_by_its_schema(Golden golden, GoldenMessagesTest.Message message) {
    var schema =
        validator(Schemas.of(message.channel(), message.ceType(), message.type()).toString());

    assertThat(schema.validate(golden.tree())).isEmpty();
  }

  @Test
  void the_schemas_say_no() {
    var schema = validator(Schemas.all().get("mimir.responses.recorded.v1").toString());
    var message =
        """
        {"campaign_id": "CAMPAIGN", "items": [{
          "host_id": "4c4c4544-0042-3510-8052-b9c04f4d3432",
          "query_id": "0199e0a4-7c1f-7a02-8e4d-90b1c2d3e4f5", "outcome": "stored", "rows": 2,
          "truncated": false, "late": true, "matched": true, "at": "2026-11-03T09:31:51Z"}]}
        """
            .replace("CAMPAIGN", "0199e0a4-7c1e-7d31-9b52-3f6a1c0d8e11");

    assertThat(problems(schema, message)).isZero();
    assertThat(problems(schema, message.replace("\"stored\"", "\"lost\""))).isEqualTo(1);
    assertThat(problems(schema, message.replace("\"late\": true, ", ""))).isEqualTo(1);
    assertThat(problems(schema, message.replace("\"rows\": 2", "\"rows\": \"2\""))).isEqualTo(1);
    assertThat(problems(schema, message.replace("-8052-", "-"))).isEqualTo(1);
    assertThat(problems(schema, message.replace("T09:31:51Z", ""))).isEqualTo(1);
    assertThat(problems(schema, message.replace("\"rows\"", "\"newer\": null, \"rows\""))).isZero();
  }

  @ParameterizedTest
  @FieldSource("CHANNELS")
  void the_law_has_the_row_of_each_topic(Channel channel) throws IOException {
    assertThat(Files.readAllLines(Checkout.CONTRACTS.resolve("README.md"), UTF_8))
        .anyMatch(
            line ->
                line.startsWith(
                    "| `%s` | %s | %s | %s | %s |"
                        .formatted(
                            channel.topic(),
                            channel.key(),
                            channel.owner(),
                            channel.through(),
                            String.join(", ", channel.readers()))));
  }

  private static Map<Path, String> generated() {
    var files = new TreeMap<Path, String>();
    Schemas.all()
        .forEach(
            (ceType, schema) ->
                files.put(Checkout.SCHEMAS.resolve(ceType + SUFFIX), Schemas.text(schema)));
    files.put(Checkout.CONTRACTS.resolve("asyncapi.yaml"), AsyncApi.text());
    return files;
  }

  /** The texts of the schemas in a folder by {@code ce_type}. */
  static Map<String, String> committed(Path folder) throws IOException {
    var schemas = new TreeMap<String, String>();
    try (var files = Files.list(folder)) {
      for (var file : files.filter(it -> it.toString().endsWith(SUFFIX)).toList()) {
        var name = file.getFileName().toString();
        schemas.put(
            name.substring(0, name.length() - SUFFIX.length()), Files.readString(file, UTF_8));
      }
    }
    return schemas;
  }

  private static JsonSchema validator(String schema) {
    return JsonSchemaFactory.getInstance(VersionFlag.V202012)
        .getSchema(schema, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }

  private static int problems(JsonSchema schema, String message) {
    return schema.validate(Golden.tree(message.getBytes(UTF_8))).size();
  }
}
