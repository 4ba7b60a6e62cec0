package mimir.ingest.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.QueryType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrozenIndicatorsTest {
  private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";

  private static FrozenIoc ioc(String type, String value) {
    return new FrozenIoc(
        UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8)), type, value, "high");
  }

  @ParameterizedTest(name = "{0}: {2} in {3}={4} {5}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      quoteCharacter = '"',
      textBlock =
          """
          query            | type           | value                 | column         | cell                            | matches
          FILE_HASH_MD5    | file_hash_md5  | 5d41402abc4b2a76b9719d911017c592 | md5 | 5d41402abc4b2a76b9719d911017c592 | true
          FILE_HASH_MD5    | file_hash_md5  | 5d41402abc4b2a76b9719d911017c592 | md5 | 5D41402ABC4B2A76B9719D911017C592 | true
          FILE_HASH_MD5    | file_hash_md5  | 5d41402abc4b2a76b9719d911017c592 | md5 | 5d41402abc4b2a76b9719d911017c593 | false
          FILE_HASH_MD5    | file_hash_md5  | 5d41402abc4b2a76b9719d911017c592 | md5 | ""                              | false
          FILE_HASH_MD5    | file_hash_md5  | 5d41402abc4b2a76b9719d911017c592 | sha1 | 5d41402abc4b2a76b9719d911017c592 | false
          FILE_HASH_SHA1   | file_hash_md5  | 5d41402abc4b2a76b9719d911017c592 | sha1 | 5d41402abc4b2a76b9719d911017c592 | false
          FILENAME         | filename       | evil.exe              | path           | C:\\Temp\\EVIL.exe              | true
          FILENAME         | filename       | Evil.exe              | path           | c:/temp/evil.EXE                | true
          FILENAME         | filename       | evil.exe              | path           | \\\\server\\share\\evil.exe | true
          FILENAME         | filename       | evil                  | path           | /opt/evil                       | true
          FILENAME         | filename       | Evil                  | path           | /opt/evil                       | false
          FILENAME         | filename       | evil                  | path           | /opt/evil/x                     | false
          FILENAME         | filename       | evil                  | path           | /opt/notevil                    | false
          FILENAME         | filename       | b.exe                 | path           | /opt/a\\b.exe                   | false
          FILENAME         | filename       | a\\b.exe              | path           | /opt/a\\b.exe                   | true
          FILENAME         | filename       | evil                  | filename       | evil                            | true
          FILEPATH         | filepath       | /opt/evil             | path           | /opt/evil                       | true
          FILEPATH         | filepath       | /opt/evil             | path           | /opt/Evil                       | false
          FILEPATH         | filepath       | /opt/evil             | path           | /srv/opt/evil                   | false
          FILEPATH         | filepath       | /opt/evil             | path           | /opt/evil/                      | false
          FILEPATH         | filepath       | C:\\Temp\\evil.exe    | path           | c:\\temp\\Evil.exe              | true
          FILEPATH         | filepath       | C:\\Temp\\evil.exe    | path           | C:/Temp/evil.exe                | true
          FILEPATH         | filepath       | C:\\Temp\\evil.exe    | path           | D:\\Temp\\evil.exe              | false
          FILEPATH         | filepath       | C:\\Temp\\evil.exe    | path           | evil.exe                        | false
          REGISTRY_KEY     | registry_key   | HKEY_LOCAL_MACHINE\\Software\\Evil | path | HKEY_LOCAL_MACHINE\\SOFTWARE\\evil | true
          REGISTRY_KEY     | registry_key   | HKEY_LOCAL_MACHINE\\Software\\Evil | path | HKEY_LOCAL_MACHINE\\SOFTWARE\\evil2 | false
          REGISTRY_KEY     | registry_key   | HKEY_CURRENT_USER\\Software\\Evil | path | HKEY_USERS\\S-1-5-21-1\\Software\\Evil | true
          REGISTRY_KEY     | registry_key   | HKEY_USERS\\S-1-5-21-1\\Software\\Evil | path | HKEY_USERS\\S-1-5-21-1\\Software\\Evil | true
          REGISTRY_KEY     | registry_key   | HKEY_CURRENT_USER\\Software\\Evil | path | HKEY_USERS\\S-1-5-21-1\\x\\Software\\Evil | false
          IPV4_SNAPSHOT    | ipv4           | 192.0.2.1             | remote_address | 192.0.2.1                       | true
          IPV4_SNAPSHOT    | ipv4           | 192.0.2.1             | remote_address | ::ffff:192.0.2.1                | true
          IPV4_SNAPSHOT    | ipv4           | 192.0.2.1             | remote_address | ::FFFF:c000:0201                | true
          IPV4_SNAPSHOT    | ipv4           | 192.0.2.1             | remote_address | 192.000.002.001                 | true
          IPV4_SNAPSHOT    | ipv4           | 192.0.2.1             | remote_address | 192.0.2.10                      | false
          IPV4_SNAPSHOT    | ipv4           | 192.0.2.1             | remote_address | 1192.0.2.1                      | false
          IPV4_SNAPSHOT    | ipv4           | 192.0.2.1             | remote_address | 192.0.2.1.                      | false
          IPV4_SNAPSHOT    | ipv4           | 192.0.2.1             | remote_address | 2001:db8::192.0.2.1             | false
          IPV4_SNAPSHOT    | ipv4           | 192.0.2.1             | local_address  | 192.0.2.1                       | false
          IPV4_EVENTED     | ipv4           | 192.0.2.1             | remote_address | 192.0.2.1                       | true
          DOMAIN_EVENTED   | domain         | evil.example          | name           | evil.example                    | true
          DOMAIN_EVENTED   | domain         | evil.example          | name           | C2.Evil.Example.                | true
          DOMAIN_EVENTED   | domain         | evil.example          | name           | notevil.example                 | false
          DOMAIN_EVENTED   | domain         | evil.example          | name           | evil.example.org                | false
          DOMAIN_EVENTED   | domain         | evil.example          | name           | example                         | false
          DOMAIN_CMDLINE   | domain         | evil.example          | cmdline        | curl https://evil.example/x     | true
          DOMAIN_CMDLINE   | domain         | evil.example          | cmdline        | curl -H Host:C2.EVIL.example    | true
          DOMAIN_CMDLINE   | domain         | evil.example          | cmdline        | ssh a@evil.example.             | true
          DOMAIN_CMDLINE   | domain         | evil.example          | cmdline        | x evil.example:443              | true
          DOMAIN_CMDLINE   | domain         | evil.example          | cmdline        | x notevil.example               | false
          DOMAIN_CMDLINE   | domain         | evil.example          | cmdline        | x evil.example.org              | false
          DOMAIN_CMDLINE   | domain         | evil.example          | cmdline        | x evil-example                  | false
          DOMAIN_CMDLINE   | domain         | evil.example          | cmdline        | evil.example                    | true
          """)
  void a_cell_matches_or_does_not(
      QueryType query, String type, String value, String column, String cell, boolean matches)
      throws FrozenIndicators.Corrupt {
    assertThat(matched(List.of(ioc(type, value)), query, Map.of(column, cell)))
        .hasSize(matches ? 1 : 0);
  }

  @Test
  void one_row_may_match_several_and_each_of_them_once() throws FrozenIndicators.Corrupt {
    assertThat(
            matched(
                List.of(
                    ioc("domain", "evil.example"),
                    ioc("domain", "c2.evil.example"),
                    ioc("domain", "other.example"),
                    ioc("url", "https://evil.example")),
                QueryType.DOMAIN_CMDLINE,
                Map.of("cmdline", "a c2.evil.example b c2.evil.example evil.example")))
        .containsExactlyInAnyOrder("c2.evil.example", "evil.example");
    assertThat(
            matched(
                List.of(ioc("filename", "a.exe"), ioc("filename", "A.EXE")),
                QueryType.FILENAME,
                Map.of("path", "C:\\A.exe")))
        .hasSize(2);
  }

  /** Whatever looks up each of its endings as a whole does not come back from this. */
  @Test
  void a_hostile_name_costs_no_more_than_its_length() throws FrozenIndicators.Corrupt {
    var iocs = List.of(ioc("domain", "evil.example"));
    String dots = "a.".repeat(400_000);

    for (var row : List.of(Map.of("name", dots + "evil.example"), Map.of("name", dots))) {
      assertThat(matched(iocs, QueryType.DOMAIN_EVENTED, row))
          .hasSize(row.get("name").endsWith("example") ? 1 : 0);
    }
    assertThat(matched(iocs, QueryType.DOMAIN_CMDLINE, Map.of("cmdline", dots + "evil.example")))
        .hasSize(1);
    assertThat(
            matched(
                iocs, QueryType.DOMAIN_EVENTED, Map.of("name", "x".repeat(300) + ".evil.example")))
        .hasSize(1);
    assertThat(
            matched(
                iocs, QueryType.DOMAIN_CMDLINE, Map.of("cmdline", "evil.example ".repeat(50_000))))
        .hasSize(1);
  }

  @Test
  void a_row_without_the_column_matches_nothing() throws FrozenIndicators.Corrupt {
    for (QueryType type : QueryType.values()) {
      assertThat(matched(List.of(ioc("file_hash_md5", MD5)), type, Map.of("x", MD5))).isEmpty();
    }
  }

  @Test
  void the_first_row_is_the_evidence_and_all_are_counted() throws FrozenIndicators.Corrupt {
    var match =
        new IocMatch(
            FrozenIndicators.of(List.of(ioc("file_hash_md5", MD5))), QueryType.FILE_HASH_MD5);

    match.add(List.of(Map.of("md5", "0"), Map.of("md5", MD5, "path", "/a")));
    match.add(List.of(Map.of("md5", MD5, "path", "/b")));

    assertThat(match.found().values())
        .containsExactly(new IocMatch.Found(Map.of("md5", MD5, "path", "/a"), 2));
  }

  @ParameterizedTest
  @CsvSource({"ip, high", "ipv4, awful", "'', high"})
  void what_no_version_has_frozen_is_corrupt(String type, String severity) {
    assertThatThrownBy(
            () ->
                FrozenIndicators.of(
                    List.of(new FrozenIoc(UUID.randomUUID(), type, "192.0.2.1", severity))))
        .isInstanceOf(FrozenIndicators.Corrupt.class)
        .hasMessageContaining("'" + type + "'");
  }

  private static List<String> matched(
      List<FrozenIoc> iocs, QueryType query, Map<String, String> row)
      throws FrozenIndicators.Corrupt {
    var values = new ArrayList<String>();
    FrozenIndicators.of(iocs).match(query, row, ioc -> values.add(ioc.value()));
    return values;
  }
}
