package mimir.campaign.indicators;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class IndicatorResourceTest {
  private static final String PATH = "/api/v1/indicators";
  private static final String STRANGER = "01900000-0000-7000-8000-0000000000ff";

  @Inject Jdbi jdbi;

  @BeforeEach
  void no_indicator() {
    jdbi.useHandle(handle -> handle.execute("TRUNCATE event, indicator"));
  }

  @Test
  void i_1_an_indicator_has_exactly_the_documented_fields() {
    var created =
        json("""
                {"value":" Evil[.]COM. ","severity":"high","description":"d","tags":["b"," a ","b"]}
                """)
            .post(PATH);

    assertThat(created.statusCode()).isEqualTo(201);
    var indicator = created.jsonPath();
    assertThat(created.header("Location")).endsWith(PATH + "/" + indicator.get("id"));
    assertThat(indicator.getMap("$").keySet())
        .containsExactlyInAnyOrder(
            "id",
            "type",
            "value",
            "severity",
            "description",
            "tags",
            "active",
            "created_by",
            "created_at",
            "changed_by",
            "changed_at");
    assertThat(indicator.getString("type")).isEqualTo("domain");
    assertThat(indicator.getString("value")).isEqualTo("evil.com");
    assertThat(indicator.getList("tags")).isEqualTo(List.of("b", "a"));
    assertThat(indicator.getBoolean("active")).isTrue();
    assertThat(indicator.getString("created_by")).isEqualTo("olga");
    assertThat(indicator.getString("changed_at")).isNull();
    assertThat(as().get(PATH + "/" + indicator.get("id")).asString()).isEqualTo(created.asString());
    assertThat(json("{\"value\":\"x.exe\"}").post(PATH).jsonPath().getString("severity"))
        .isEqualTo("medium");
  }

  @Test
  void i_2_what_is_there_is_answered_and_stays_as_it_is() {
    var first = json("{\"value\":\"HKLM\\\\Software\\\\Evil\"}").post(PATH);

    var again =
        json("{\"value\":\"hkey_local_machine\\\\SOFTWARE\\\\evil\",\"severity\":\"low\"}")
            .post(PATH);

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.asString()).isEqualTo(first.asString());
    // The same text as another type is another indicator.
    assertThat(json("{\"value\":\"evil.com\"}").post(PATH).statusCode()).isEqualTo(201);
    assertThat(json("{\"value\":\"evil.com\",\"type\":\"filename\"}").post(PATH).statusCode())
        .isEqualTo(201);
    assertThat(events()).isEqualTo(3);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                  | status | code              | field       | body
          no body               | 422    | invalid_field     | value       |
          no value              | 422    | invalid_field     | value       | {}
          I-2 no value of it    | 422    | invalid_field     | value       | {"value":"evil.com","type":"ipv4"}
          I-2 NUL               | 422    | invalid_field     | value       | {"value":"a\\u0000"}
          I-1 unknown type      | 422    | invalid_field     | type        | {"value":"a","type":"mutex"}
          I-1 unknown severity  | 422    | invalid_field     | severity    | {"value":"a","severity":"dire"}
          blank tag             | 422    | invalid_field     | tags        | {"value":"a","tags":[" "]}
          21 tags               | 422    | invalid_field     | tags        | {"value":"a","tags":TAGS}
          long description      | 422    | invalid_field     | description | {"value":"a","description":"LONG"}
          unknown field         | 400    | malformed_request |             | {"value":"a","active":true}
          garbage               | 400    | malformed_request |             | {"value"
          """)
  void refused_indicators(String why, int status, String code, String field, String body) {
    String tags =
        IntStream.range(0, 21)
            .mapToObj(tag -> "\"" + tag + "\"")
            .collect(Collectors.joining(",", "[", "]"));
    String sent = body == null ? "" : body.replace("TAGS", tags).replace("LONG", "d".repeat(2_001));

    var answer = json(sent).post(PATH);

    refused(answer, status, code);
    assertThat(answer.jsonPath().getString("field")).isEqualTo(field);
    assertThat(events()).isZero();
  }

  @Test
  void a_change_leaves_what_it_does_not_name() {
    UUID id = added("{\"value\":\"evil.com\",\"description\":\"d\",\"tags\":[\"t\"]}");

    var changed = json("{\"active\":false,\"severity\":\"critical\"}").patch(PATH + "/" + id);

    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.jsonPath().getBoolean("active")).isFalse();
    assertThat(changed.jsonPath().getString("severity")).isEqualTo("critical");
    assertThat(changed.jsonPath().getString("description")).isEqualTo("d");
    assertThat(changed.jsonPath().getList("tags")).isEqualTo(List.of("t"));
    assertThat(changed.jsonPath().getString("changed_by")).isEqualTo("olga");
    assertThat(as().get(PATH + "/" + id).asString()).isEqualTo(changed.asString());
    var same = json("{\"active\":false}").patch(PATH + "/" + id);
    assertThat(same.asString()).isEqualTo(changed.asString());
    assertThat(events()).isEqualTo(2);
    refused(json("{\"severity\":\"dire\"}").patch(PATH + "/" + id), 422, "invalid_field");
    refused(json("{\"value\":\"x\"}").patch(PATH + "/" + id), 400, "malformed_request");
    refused(json("{\"active\":true}").patch(PATH + "/" + STRANGER), 404, "not_found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          query                         | values
          ``                            | /opt/x evil.com 1.2.3.4
          ?q=EVIL                       | evil.com
          ?type=ipv4                    | 1.2.3.4
          ?severity=high                | evil.com
          ?active=false                 | 1.2.3.4
          ?active=true                  | /opt/x evil.com
          ?tag=apt                      | evil.com
          ?tag=apt&active=false         |
          """,
      quoteCharacter = '`')
  void the_list_is_narrowed(String query, String values) {
    UUID inactive = added("{\"value\":\"1.2.3.4\"}");
    json("{\"active\":false}").patch(PATH + "/" + inactive);
    added("{\"value\":\"evil.com\",\"severity\":\"high\",\"tags\":[\"apt\",\"x\"]}");
    added("{\"value\":\"/opt/x\"}");

    var answer = as().get(PATH + query);

    assertThat(String.join(" ", answer.jsonPath().getList("items.value", String.class)))
        .isEqualTo(values == null ? "" : values);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void the_list_has_pages_newest_first() {
    List<String> added = new ArrayList<>();
    for (int n = 0; n < 5; n++) {
      added.addFirst(added("{\"value\":\"evil-" + n + ".com\"}").toString());
    }

    var ids = new ArrayList<String>();
    String cursor = "";
    while (cursor != null) {
      var page = as().get(PATH + "?limit=2&cursor=" + cursor).jsonPath();
      ids.addAll(page.getList("items.id", String.class));
      cursor = page.getString("next_cursor");
    }

    assertThat(ids).isEqualTo(added);
    refused(as().get(PATH + "?limit=501"), 422, "invalid_field");
    refused(as().get(PATH + "?cursor=bm9wZQ"), 400, "malformed_request");
    refused(as().get(PATH + "?type=mutex"), 422, "invalid_field");
    refused(as().get(PATH + "?active=yes"), 400, "malformed_request");
  }

  @Test
  void i_3_what_is_detected_is_told_and_nothing_is_added() {
    var detected = json("{\"value\":\"44D88612FEA8A8F36DE82E1278ABB02F\"}").post(PATH + "/detect");

    assertThat(detected.jsonPath().getMap("$"))
        .isEqualTo(
            Map.of(
                "type",
                "file_hash_md5",
                "label",
                "MD5",
                "normalised",
                "44d88612fea8a8f36de82e1278abb02f"));
    refused(json("{\"value\":\"1.2.3.256\"}").post(PATH + "/detect"), 422, "invalid_field");
    assertThat(events()).isZero();
  }

  @Test
  void i_4_an_import_takes_what_it_can_and_lists_the_rest() {
    added("{\"value\":\"evil.com\",\"severity\":\"low\"}");

    var answer =
        imported(
            "text/csv",
            """
            value,type,severity
            EVIL.com,,high
            new.com,,high
            new.com.,,low
            1.2.3.256,,
            a.exe,mutex,
            b.exe,,dire
            """);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.jsonPath().getInt("created")).isEqualTo(1);
    assertThat(answer.jsonPath().getInt("duplicates")).isEqualTo(2);
    assertThat(answer.jsonPath().getList("invalid.line")).isEqualTo(List.of(5, 6, 7));
    assertThat(answer.jsonPath().getList("invalid.value"))
        .isEqualTo(List.of("1.2.3.256", "a.exe", "b.exe"));
    assertThat(answer.jsonPath().getList("unsupported")).isEmpty();
    var list = as().get(PATH).jsonPath();
    assertThat(list.getList("items.value")).isEqualTo(List.of("new.com", "evil.com"));
    assertThat(list.getList("items.severity")).isEqualTo(List.of("high", "low"));
    refused(imported("application/json", "{}"), 415, "unsupported_media_type");
  }

  @Test
  void i_4_a_bundle_of_stix_and_an_event_of_misp_are_taken() {
    var stix =
        imported(
            "application/stix+json;version=2.1",
            """
            {"type":"bundle","objects":[
             {"type":"indicator","name":"n","pattern":"[domain-name:value = 'evil.com']"},
             {"type":"indicator","pattern":"[domain-name:value = 'no domain']"},
             {"type":"malware","id":"malware--1"}]}
            """);
    var misp =
        imported(
            "application/vnd.misp+json",
            "{\"Event\":{\"Attribute\":[{\"type\":\"domain\",\"value\":\"evil.com\",\"to_ids\":true}]}}");

    assertThat(stix.jsonPath().getInt("created")).isEqualTo(1);
    assertThat(stix.jsonPath().getList("invalid.line")).isEqualTo(List.of(3));
    assertThat(stix.jsonPath().getList("unsupported.line")).isEqualTo(List.of(4));
    assertThat(misp.jsonPath().getInt("duplicates")).isEqualTo(1);
    assertThat(as().get(PATH).jsonPath().getList("items.description")).isEqualTo(List.of("n"));
  }

  /** Each file in its own order: only what the transactions agree upon keeps them from a circle. */
  @Test
  void imports_of_the_same_values_at_once_make_each_indicator_once() throws Exception {
    var values = new ArrayList<>(IntStream.range(0, 1_000).mapToObj(n -> n + ".com").toList());
    var imports = new ArrayList<Callable<Response>>();
    for (int n = 0; n < 8; n++) {
      Collections.shuffle(values);
      String file = String.join("\n", values);
      imports.add(() -> imported("text/plain", file));
    }

    int created = 0;
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var done : threads.invokeAll(imports)) {
        assertThat(done.get().statusCode()).isEqualTo(200);
        created += done.get().jsonPath().getInt("created");
      }
    }

    assertThat(created).isEqualTo(1_000);
    assertThat(events()).isEqualTo(1_000);
  }

  @Test
  void an_import_holds_as_many_as_it_may_and_is_else_refused_whole() {
    String file =
        IntStream.range(0, Imported.ENTRIES_MAX)
            .mapToObj(n -> n + ".com")
            .collect(Collectors.joining("\n"));

    refused(imported("text/plain", file + "\nlast.com"), 422, "invalid_field");
    assertThat(events()).isZero();
    assertThat(imported("text/plain", file).jsonPath().getInt("created"))
        .isEqualTo(Imported.ENTRIES_MAX);
    assertThat(events()).isEqualTo(Imported.ENTRIES_MAX);
  }

  private UUID added(String body) {
    return json(body).post(PATH).jsonPath().getUUID("id");
  }

  private int events() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM event WHERE topic LIKE '%indicators'")
                .mapTo(Integer.class)
                .one());
  }

  private static Response imported(String type, String file) {
    return as().contentType(type)
        .body(file.getBytes(StandardCharsets.UTF_8))
        .post(PATH + "/import");
  }

  private static RequestSpecification json(String body) {
    return as().contentType("application/json").body(body);
  }

  private static RequestSpecification as() {
    return given().header("Authorization", "Bearer " + Tokens.operator("olga"));
  }

  private static void refused(Response answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
  }
}
