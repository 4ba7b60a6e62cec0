package mimir.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityRulesTest {
  private static final String RELEASED =
      """
      {"type": "object", "title": "t.v1", "properties": {
        "id": {"type": "string", "format": "uuid"},
        "note": {"type": "string"},
        "count": {"type": "integer", "format": "int32"},
        "outcome": {"type": "string", "enum": ["stored", "errored"]},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "items": {"type": "array", "items": {"type": "object",
          "properties": {"at": {"type": "string"}, "late": {"type": "boolean"}},
          "required": ["at"]}}},
       "required": ["id", "count"]}
      """;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      useHeadersInDisplayName = true,
      textBlock =
          """
          change                    | replaced                                 | by                                                   | finding
          optional field removed    | "note": {"type": "string"},              | ``                                                   | t.v1.note: removed
          nested field removed      | , "late": {"type": "boolean"}            | ``                                                   | t.v1.items[].late: removed
          became required           | ["id", "count"]                          | ["id", "count", "note"]                              | t.v1.note: became required
          nested became required    | "required": ["at"]                       | "required": ["at", "late"]                           | t.v1.items[].late: became required
          no longer required        | ["id", "count"]                          | ["id"]                                               | t.v1.count: no longer required
          type changed              | "note": {"type": "string"}               | "note": {"type": "integer"}                          | t.v1.note: was string, is integer
          format changed            | "format": "uuid"                         | "format": "date-time"                                | t.v1.id: was string uuid, is string date-time
          number widened            | "format": "int32"                        | "format": "int64"                                    | t.v1.count: was integer int32, is integer int64
          format dropped            | , "format": "uuid"                       | ``                                                   | t.v1.id: was string uuid, is string
          object became list        | "labels": {"type": "object"              | "labels": {"type": "array"                           | t.v1.labels: was object map, is array map
          nested type changed       | "late": {"type": "boolean"}              | "late": {"type": "string"}                           | t.v1.items[].late: was boolean, is string
          value type of map changed | "additionalProperties": {"type": "string"} | "additionalProperties": {"type": "boolean"}        | t.v1.labels[]: was string, is boolean
          map became fields         | "additionalProperties": {"type": "string"} | "properties": {}                                   | t.v1.labels: was object map, is object
          enum value removed        | ["stored", "errored"]                    | ["stored"]                                           | t.v1.outcome: enum value errored removed
          enum value added          | ["stored", "errored"]                    | ["stored", "errored", "lost"]                        | t.v1.outcome: enum value lost added
          enum became text          | , "enum": ["stored", "errored"]          | ``                                                   | t.v1.outcome: is no enum any more
          text became enum          | "note": {"type": "string"}               | "note": {"type": "string", "enum": ["a"]}            | t.v1.note: became an enum
          keyword unknown to check  | "note": {"type": "string"}               | "note": {"type": "string", "maxLength": 3}           | t.v1.note: keyword maxLength is not known to this check
          """)
  void a_break_is_found(String change, String replaced, String by, String finding) {
    assertThat(breaksAfter(replaced, by)).containsExactly(finding);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      useHeadersInDisplayName = true,
      textBlock =
          """
          change                       | replaced                    | by
          nothing                      | "note"                      | "note"
          an optional field            | "note": {"type": "string"}, | "note": {"type": "string"}, "why": {"type": "string"},
          an optional enum             | "note": {"type": "string"}, | "note": {"type": "string"}, "why": {"type": "string", "enum": ["a"]},
          an optional object           | "note": {"type": "string"}, | "note": {"type": "string"}, "o": {"type": "object", "properties": {"p": {"type": "string"}}, "required": ["p"]},
          an optional field of an item | "late":                     | "why": {"type": "string"}, "late":
          another order                | ["id", "count"]             | ["count", "id"]
          another title                | "title": "t.v1"             | "title": "T"
          """)
  void an_additive_change_passes(String change, String replaced, String by) {
    assertThat(breaksAfter(replaced, by)).isEmpty();
  }

  @Test
  void a_new_field_that_is_required_at_once_is_a_break() {
    var today =
        RELEASED
            .replace("\"note\":", "\"why\": {\"type\": \"string\"}, \"note\":")
            .replace("[\"id\", \"count\"]", "[\"id\", \"count\", \"why\"]");

    assertThat(breaks(today)).containsExactly("t.v1.why: became required");
  }

  @Test
  void a_type_that_vanished_is_a_break_and_a_new_type_is_none() {
    var schema = tree(RELEASED);

    assertThat(Compatibility.breaks(Map.of("t.v1", schema), Map.of("t.v2", schema)))
        .containsExactly("t.v1: vanished");
    assertThat(Compatibility.breaks(Map.of("t.v1", schema), Map.of("t.v1", schema, "t.v2", schema)))
        .isEmpty();
  }

  @Test
  void two_breaks_are_two_findings() {
    var today =
        RELEASED.replace("\"note\": {\"type\": \"string\"},", "").replace("\"stored\", ", "");

    assertThat(breaks(today))
        .containsExactlyInAnyOrder("t.v1.note: removed", "t.v1.outcome: enum value stored removed");
  }

  private static List<String> breaksAfter(String replaced, String by) {
    assertThat(RELEASED).containsOnlyOnce(replaced);
    return breaks(RELEASED.replace(replaced, by));
  }

  private static List<String> breaks(String today) {
    return Compatibility.breaks(Map.of("t.v1", tree(RELEASED)), Map.of("t.v1", tree(today)));
  }

  private static JsonNode tree(String text) {
    return Golden.tree(text.getBytes(UTF_8));
  }
}
