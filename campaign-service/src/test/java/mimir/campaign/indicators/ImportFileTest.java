package mimir.campaign.indicators;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import mimir.campaign.indicators.Imported.Found;
import mimir.campaign.indicators.Imported.NotTaken;
import mimir.contracts.Refused;
import mimir.contracts.campaign.IndicatorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** I-4: what each format holds, and where. */
class ImportFileTest {
  private static final String MD5 = "44d88612fea8a8f36de82e1278abb02f";

  @Test
  void lines_are_values_but_for_comments_and_blank_ones() {
    var imported = read(ImportFile.LINES, "\ufeff# a report\r\n\r\nevil[.]com\n  " + MD5 + "  \n");

    assertThat(imported.found()).containsExactly(Found.of(3, "evil[.]com"), Found.of(4, MD5));
    assertThat(imported.invalid()).isEmpty();
    assertThat(imported.unsupported()).isEmpty();
  }

  @Test
  void a_table_has_its_columns_in_any_order_and_case() {
    var imported =
        read(
            "text/csv; charset=utf-8",
            """
            Severity,VALUE,source,Type,tags,description
            high,evil.com,feed,domain,a; b;,"seen, twice
            in a week"
            ,/opt/x,,,,
            low,short
            bad,1.2.3.4,,ipv9,,
            """);

    assertThat(imported.found())
        .containsExactly(
            new Found(
                2,
                "evil.com",
                IndicatorType.DOMAIN,
                "high",
                "seen, twice\nin a week",
                List.of("a", "b")),
            Found.of(4, "/opt/x"),
            new Found(5, "short", null, "low", "", List.of()));
    assertThat(imported.invalid())
        .extracting(NotTaken::line, NotTaken::value)
        .containsExactly(tuple(6, "1.2.3.4"));
    assertThat(imported.invalid().getFirst().reason()).contains("type is one of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          text/csv                  | ``                             | invalid_field
          text/csv                  | indicator,type                 | invalid_field
          text/csv                  | value,value                    | invalid_field
          text/csv                  | `value\n"open" x`              | invalid_field
          application/stix+json     | ``                             | malformed_request
          application/stix+json     | {"objects":[{}                 | malformed_request
          application/stix+json     | 12                             | malformed_request
          application/stix+json     | {"type":"bundle","objects":[]} | invalid_field
          application/vnd.misp+json | {"Event":{"info":"x"}}         | invalid_field
          """)
  void what_is_not_of_its_format_is_refused(String type, String text, String code) {
    assertThatThrownBy(() -> read(type, text.replace("\\n", "\n")))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code().code()).isEqualTo(code));
  }

  @Test
  void other_encodings_are_refused() {
    assertThatThrownBy(() -> ImportFile.read(ImportFile.LINES, "bücher.de".getBytes(UTF_16)))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void the_format_is_told_by_the_type_whatever_its_case_or_parameters() {
    assertThat(read("Text/CSV;charset=utf-8", "value\nevil.com").found()).hasSize(1);
    for (String type : new String[] {null, "", "text/*", "application/json", "nonsense"}) {
      assertThatThrownBy(() -> read(type, "evil.com"))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.code().code()).isEqualTo("unsupported_media_type"));
    }
  }

  /** Small files that would become large answers. */
  @Test
  void neither_entries_nor_what_is_told_of_them_are_without_bound() {
    int max = Imported.ENTRIES_MAX;
    String objects = "{\"objects\":[" + "0,".repeat(max) + "0]}";
    String names = "x\n".repeat(max + 1);
    String timed =
        "[a:b = 'x'] WITHIN 1 SECONDS" + " OR [a:b = 'x'] WITHIN 1 SECONDS".repeat(1_000);

    assertThatThrownBy(() -> read(ImportFile.STIX, objects)).hasMessageContaining("50,000");
    assertThatThrownBy(() -> read(ImportFile.LINES, names)).hasMessageContaining("50,000");
    assertThat(read(ImportFile.LINES, "x\n".repeat(max)).found()).hasSize(max);
    assertThat(read(ImportFile.STIX, bundle("\"pattern\":\"" + timed + "\"")).unsupported())
        .hasSize(1_001)
        .allSatisfy(left -> assertThat(left.value()).hasSize(Imported.TOLD_MAX));
    assertThat(read(ImportFile.CSV, ",".repeat(10_000) + "value\n" + "x\n".repeat(max)).found())
        .hasSize(max);
  }

  /** Of one object all values share their words. */
  @Test
  void many_values_of_a_long_description_are_no_burden() {
    String many = "'v',".repeat(20_000) + "'v'";
    String text =
        "{\"objects\":[{\"type\":\"indicator\",\"description\":\"%s\",\"labels\":[\" \",\"%s\"],"
                .formatted("d".repeat(1_000_000), "t".repeat(100))
            + "\"pattern\":\"[file:name IN ("
            + many
            + ")]\"}]}";

    var found = read(ImportFile.STIX, text).found();

    assertThat(found).hasSize(20_001);
    assertThat(found.getLast().description())
        .hasSize(IndicatorRules.DESCRIPTION_MAX)
        .isSameAs(found.getFirst().description());
    assertThat(found.getLast().tags()).containsExactly("t".repeat(IndicatorRules.TAG_MAX));
  }

  /** {@code PATTERN} → values that become indicators; what else there is, is told. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      useHeadersInDisplayName = true,
      nullValues = "-",
      textBlock =
          """
          pattern                                                          | found                                  | unsupported
          [file:hashes.MD5 = 'a' OR file:hashes.'SHA-1' = 'b']             | file_hash_md5 a, file_hash_sha1 b      | -
          [file:hashes.MD5 = 'a' AND file:hashes.'SHA-256' = 'b']          | file_hash_md5 a, file_hash_sha256 b    | -
          [file:hashes.MD5 = 'a' AND file:name = 'n']                      | file_hash_md5 a                        | file:name = n
          [file:name = 'n' AND file:parent_directory_ref.path = '/opt']    | filepath /opt/n                        | -
          [file:name = 'n' AND file:parent_directory_ref.path = 'C:\\T']   | filepath C:\\T\\n                      | -
          [file:name = 'n' AND file:size = 5]                              | -                                      | file:name = n, file:size = 5
          [file:name IN ('m', 'n')]                                        | filename m, filename n                 | -
          [directory:path = '/opt/.x']                                     | filepath /opt/.x                       | -
          [windows-registry-key:key = 'HKLM\\x']                           | registry_key HKLM\\x                   | -
          [ipv4-addr:value = '1.2.3.4'] AND [domain-name:value = 'e.com']  | ipv4 1.2.3.4, domain e.com             | -
          [url:value = 'http://e.com/'] OR [file:hashes.SSDEEP = 'x']      | url http://e.com/                      | file:hashes.SSDEEP = x
          [network-traffic:dst_ref.value = '1.2.3.4']                      | ipv4 1.2.3.4                           | -
          [network-traffic:dst_ref.value IN ('e.com', '::1', '10.0.0.0/8')] | domain e.com                           | ::1, 10.0.0.0/8
          [ipv4-addr:value IN ('1.2.3.4/32', '10.0.0.0/8')]                | ipv4 1.2.3.4                           | 10.0.0.0/8
          [file:name = 'n' AND (file:hashes.MD5 = 'a' OR file:hashes.MD5 = 'b')] | file_hash_md5 a, file_hash_md5 b | file:name = n
          [file:name != 'n']                                               | -                                      | file:name != n
          [file:name NOT = 'n']                                            | -                                      | file:name NOT = n
          [file:name LIKE 'n%']                                            | -                                      | file:name LIKE n%
          [email-addr:value = 'a@b.c']                                     | -                                      | email-addr:value = a@b.c
          [ipv4-addr:value = '1.2.3.4'] WITHIN 5 SECONDS                   | -                                      | PATTERN
          [file:name = 'a'] FOLLOWEDBY [file:name = 'b']                   | -                                      | PATTERN
          """)
  void a_pattern_becomes_what_can_be_told_by_separate_indicators(
      String pattern, String found, String unsupported) {
    String escaped = pattern.replace("\\", "\\\\\\\\").replace("\"", "\\\"");

    var imported = read(ImportFile.STIX, bundle("\"pattern\":\"" + escaped + "\""));

    assertThat(imported.invalid()).isEmpty();
    assertThat(
            imported.found().stream()
                .map(each -> (each.type() == null ? null : each.type().wire()) + " " + each.value())
                .toList())
        .isEqualTo(found == null ? List.of() : List.of(found.split(", ", -1)));
    assertThat(imported.unsupported())
        .extracting(NotTaken::value)
        .isEqualTo(
            unsupported == null
                ? List.of()
                : unsupported.equals("PATTERN")
                    ? List.of(pattern.replace("\\", "\\\\"))
                    : List.of(unsupported.split(", ", -1)));
  }

  private static String bundle(String fields) {
    return """
        {
          "type": "bundle",
          "objects": [
            {"type": "indicator", "id": "indicator--1", "name": "Evil", "description": "Seen.",
             "indicator_types": ["malicious-activity"], "labels": ["xz"], %s}
          ]
        }
        """
        .formatted(fields);
  }

  @Test
  void an_indicator_of_stix_keeps_its_words_and_its_line() {
    var imported = read(ImportFile.STIX, bundle("\"pattern\":\"[ipv4-addr:value = '1.2.3.4']\""));

    assertThat(imported.found())
        .containsExactly(
            new Found(
                4,
                "1.2.3.4",
                IndicatorType.IPV4,
                null,
                "Evil\nSeen.",
                List.of("malicious-activity", "xz")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"malware","id":"malware--1"}                                      | no indicator | malware--1
          {"type":"indicator","pattern":"[a:b = 'c']","revoked":true}               | revoked      | [a:b = 'c']
          {"type":"indicator","pattern":"rule x","pattern_type":"yara"}             | yara         | rule x
          17                                                                        | no indicator | ``
          """)
  void other_objects_of_a_bundle_are_listed(String object, String reason, String value) {
    var imported = read(ImportFile.STIX, "{\"objects\":[\n" + object + "]}");

    assertThat(imported.found()).isEmpty();
    assertThat(imported.unsupported())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.line()).isEqualTo(2);
              assertThat(left.reason()).contains(reason);
              assertThat(left.value()).isEqualTo(value);
            });
  }

  @Test
  void a_pattern_that_cannot_be_read_is_invalid_and_the_others_are_taken() {
    var imported =
        read(
            ImportFile.STIX,
            """
            {"objects":[
            {"type":"indicator","pattern":"[file:name = "},
            {"type":"indicator","pattern":"[file:name = 'n']"}]}
            """);

    assertThat(imported.invalid())
        .containsExactly(new NotTaken(2, "[file:name = ", "the pattern ends in the middle"));
    assertThat(imported.found()).extracting(Found::line).containsExactly(3);
  }

  private static final String EVENT =
      """
      {"Event": {"info": "xz", "Attribute": [
      {"type": "md5", "value": "a", "to_ids": true, "comment": "c", "Tag": [{"name": "tlp:red"}]},
      {"type": "filename|sha256", "value": "n|b", "to_ids": true},
      {"type": "domain|ip", "value": "e.com|1.2.3.4", "to_ids": true},
      {"type": "ip-dst|port", "value": "1.2.3.4|80", "to_ids": true},
      {"type": "regkey|value", "value": "HKLM\\\\x|y", "to_ids": true},
      {"type": "filename", "value": "/opt/n", "to_ids": true},
      {"type": "email-src", "value": "a@b.c", "to_ids": true},
      {"type": "sha1", "value": "s", "to_ids": false},
      {"type": "sha1", "value": "d", "to_ids": true, "deleted": true},
      {"type": "hostname|port", "value": "no-port.com", "to_ids": true}],
      "Object": [
      {"name": "empty"},
      {"name": "file", "Attribute": [
        {"type": "sha1", "value": "o", "to_ids": true},
        {"type": "size-in-bytes", "value": "5", "to_ids": false}]}]}}
      """;

  @Test
  void a_misp_event_is_its_attributes_and_those_of_its_objects() {
    var imported = read(ImportFile.MISP, EVENT);

    assertThat(imported.found())
        .containsExactly(
            new Found(2, "a", IndicatorType.FILE_HASH_MD5, null, "c", List.of("tlp:red")),
            new Found(3, "b", IndicatorType.FILE_HASH_SHA256, null, "", List.of()),
            new Found(4, "e.com", IndicatorType.DOMAIN, null, "", List.of()),
            new Found(4, "1.2.3.4", IndicatorType.IPV4, null, "", List.of()),
            new Found(7, "/opt/n", IndicatorType.FILEPATH, null, "", List.of()),
            new Found(14, "o", IndicatorType.FILE_HASH_SHA1, null, "", List.of()));
    assertThat(imported.unsupported())
        .extracting(NotTaken::line, NotTaken::value)
        .containsExactly(
            tuple(3, "n"),
            tuple(5, "1.2.3.4|80"),
            tuple(6, "HKLM\\x|y"),
            tuple(8, "a@b.c"),
            tuple(9, "s"),
            tuple(10, "d"),
            tuple(11, "no-port.com"),
            tuple(13, "empty"),
            tuple(14, "5"));
    assertThat(imported.invalid()).isEmpty();
  }

  private static Imported read(String type, String text) {
    return ImportFile.read(type, text.getBytes(UTF_8));
  }
}
