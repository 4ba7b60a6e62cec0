package mimir.campaign.hunts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.campaign.hunts.IocCompiler.Compiled;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.QueryType;
import mimir.contracts.guard.DenyList;
import mimir.contracts.guard.OsquerySchema;
import mimir.contracts.guard.SqlGuard;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IocCompilerTest {
  private static final IocCompiler COMPILER =
      new IocCompiler(new SweptDirectories(SweptDirectories.DEFAULT));

  private static final SqlGuard GUARD =
      new SqlGuard(OsquerySchema.bundled(), DenyList.of(DenyList.DEFAULT, OsquerySchema.bundled()));

  private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'");

  @AfterAll
  static void close() {
    GUARD.close();
  }

  private static FrozenIoc ioc(IndicatorType type, String value) {
    return new FrozenIoc(UUID.randomUUID(), type.wire(), value, "high");
  }

  private static List<Compiled> compiled(IndicatorType type, List<String> values) {
    return COMPILER.compile(values.stream().map(value -> ioc(type, value)).toList());
  }

  private static List<String> literals(String sql) {
    return LITERAL
        .matcher(sql)
        .results()
        .map((MatchResult literal) -> literal.group(1).replace("''", "'"))
        .toList();
  }

  private static String value(IndicatorType type, int n) {
    return switch (type) {
      case FILE_HASH_SHA256 -> "%064x".formatted(n);
      case FILE_HASH_SHA1 -> "%040x".formatted(n);
      case FILE_HASH_MD5 -> "%032x".formatted(n);
      case FILENAME -> "evil-" + n + ".exe";
      case FILEPATH -> "/opt/evil/" + n;
      case REGISTRY_KEY -> "HKEY_LOCAL_MACHINE\\Software\\Evil" + n;
      case IPV4 -> "198.51." + n / 256 + "." + n % 256;
      case DOMAIN -> "c" + n + ".evil.example";
      case URL -> "https://evil.example/" + n;
    };
  }

  private static List<String> values(IndicatorType type, int count) {
    return IntStream.range(0, count).mapToObj(n -> value(type, n)).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "FILE_HASH_SHA256, FILE_HASH_SHA256",
    "FILE_HASH_SHA1,   FILE_HASH_SHA1",
    "FILE_HASH_MD5,    FILE_HASH_MD5",
    "FILENAME,         FILENAME",
    "FILEPATH,         FILEPATH",
    "REGISTRY_KEY,     REGISTRY_KEY",
    "IPV4,             IPV4_SNAPSHOT IPV4_EVENTED",
    "DOMAIN,           DOMAIN_EVENTED DOMAIN_CMDLINE",
    "URL,              ''"
  })
  void an_indicator_is_looked_for_by_the_query_types_of_its_type(IndicatorType type, String asked) {
    assertThat(compiled(type, values(type, 3)))
        .extracting(each -> each.type().name())
        .isEqualTo(Stream.of(asked.split(" ")).filter(name -> !name.isEmpty()).toList());
  }

  @ParameterizedTest
  @EnumSource(IndicatorType.class)
  void every_statement_is_osquerys_sql_of_at_most_64_kib_and_blocked_nowhere(IndicatorType type) {
    for (Compiled each : compiled(type, values(type, 2_500))) {
      assertThat(each.sql().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(65_536);
      assertThat(GUARD.check(each.sql()).blockedBy()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(QueryType.class)
  void chunks_hold_every_value_once_and_at_most_1_000(QueryType type) {
    List<String> values = values(type.indicators(), 2_500);

    List<List<String>> chunks =
        compiled(type.indicators(), values).stream()
            .filter(each -> each.type() == type)
            .map(each -> literals(each.sql()).stream().filter(values::contains).toList())
            .toList();

    assertThat(chunks).allSatisfy(chunk -> assertThat(chunk).hasSizeBetween(1, 1_000));
    assertThat(chunks.stream().flatMap(List::stream).toList()).isEqualTo(values);
  }

  @Test
  void a_chunk_ends_at_1_000_short_values_and_before_that_at_64_kib() {
    assertThat(compiled(IndicatorType.IPV4, values(IndicatorType.IPV4, 1_000))).hasSize(2);
    assertThat(compiled(IndicatorType.IPV4, values(IndicatorType.IPV4, 1_001))).hasSize(4);

    List<String> long_ = IntStream.range(0, 40).mapToObj(n -> "/" + n + "é".repeat(2_000)).toList();
    assertThat(compiled(IndicatorType.FILEPATH, long_)).hasSizeBetween(3, 4);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "FILENAME,     it's.exe",
        "FILENAME,     ');--",
        "FILEPATH,     \"/opt/x' OR '1'='1\"",
        "FILEPATH,     \"/tmp/%_?:@$x/*y*/\"",
        "FILEPATH,     C:\\it's\\\"",
        "REGISTRY_KEY, HKEY_LOCAL_MACHINE\\a'b",
        "REGISTRY_KEY, HKEY_CURRENT_USER\\a'b%_"
      })
  void a_value_with_a_quote_in_it_is_data(IndicatorType type, String value) {
    List<Compiled> compiled = compiled(type, List.of(value));

    assertThat(compiled).isNotEmpty();
    for (Compiled each : compiled) {
      GUARD.check(each.sql());
      assertThat(literals(each.sql()))
          .anyMatch(literal -> literal.endsWith(value.replace("HKEY_CURRENT_USER", "")));
    }
  }

  @Test
  void a_value_that_stands_there_twice_is_asked_for_once() {
    List<Compiled> compiled = compiled(IndicatorType.IPV4, List.of("192.0.2.1", "192.0.2.1"));

    assertThat(literals(compiled.getFirst().sql())).containsOnlyOnce("192.0.2.1");
  }

  @Test
  void keys_of_the_user_are_looked_for_below_every_user() {
    List<Compiled> compiled =
        compiled(
            IndicatorType.REGISTRY_KEY,
            IntStream.range(0, 101).mapToObj(n -> "HKEY_CURRENT_USER\\Software\\" + n).toList());

    assertThat(compiled).hasSize(2);
    assertThat(compiled.getFirst().sql()).contains("path LIKE 'HKEY_USERS\\%\\Software\\0'");
    compiled.forEach(each -> GUARD.check(each.sql()));
  }

  @ParameterizedTest
  @CsvSource({
    "FILE_HASH_SHA256, path sha256",
    "FILE_HASH_SHA1,   path sha1",
    "FILE_HASH_MD5,    path md5",
    "FILENAME,         path filename",
    "FILEPATH,         path",
    "REGISTRY_KEY,     path",
    "IPV4_SNAPSHOT,    remote_address",
    "IPV4_EVENTED,     remote_address",
    "DOMAIN_EVENTED,   name",
    "DOMAIN_CMDLINE,   cmdline"
  })
  void the_columns_that_matching_needs_are_returned(QueryType type, String columns) {
    String sql =
        compiled(type.indicators(), values(type.indicators(), 1)).stream()
            .filter(each -> each.type() == type)
            .findFirst()
            .orElseThrow()
            .sql();

    GUARD.check("SELECT " + columns.replace(" ", ", ") + " FROM (" + sql + ")");
  }

  @Test
  void required_columns_have_a_condition_wherever_the_table_is_read() {
    for (QueryType type : QueryType.values()) {
      for (Compiled each : compiled(type.indicators(), values(type.indicators(), 1))) {
        String sql = each.sql().toLowerCase(Locale.ROOT);
        long reads = Pattern.compile("from (file|hash)\\b").matcher(sql).results().count();
        long conditions =
            Pattern.compile("from (file|hash)\\s+where (path|directory) (in|like)")
                .matcher(sql)
                .results()
                .count();
        assertThat(conditions).as(sql).isEqualTo(reads);
      }
    }
  }
}
