package mimir.campaign.indicators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import mimir.campaign.indicators.StixPattern.AllOf;
import mimir.campaign.indicators.StixPattern.AnyOf;
import mimir.campaign.indicators.StixPattern.Comparison;
import mimir.campaign.indicators.StixPattern.Each;
import mimir.campaign.indicators.StixPattern.Observation;
import mimir.campaign.indicators.StixPattern.Seen;
import mimir.campaign.indicators.StixPattern.Timed;
import mimir.campaign.indicators.StixPattern.Unreadable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns as in STIX Version 2.1, part 9. */
class StixPatternTest {
  private static final String HASH = "[file:hashes.'SHA-256' = 'aa']";

  /** What is read is told with brackets around whatever belongs together. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [file:hashes.'SHA-256' = 'aa']                                    | file:hashes.SHA-256 = aa
          [ipv4-addr:value IN ('1.2.3.4','5.6.7.8')]                        | ipv4-addr:value IN 1.2.3.4,5.6.7.8
          [file:name='a' AND file:name='b' OR file:name='c']                | ((file:name = a & file:name = b) / file:name = c)
          [file:name='a' AND (file:name='b' OR file:name='c')]              | (file:name = a & (file:name = b / file:name = c))
          [a:b='x'] OR [c:d='y'] AND [e:f='z']                              | {a:b = x ; c:d = y ; e:f = z}
          ([a:b='x'] OR [c:d='y'])                                          | {a:b = x ; c:d = y}
          [a:b='x'] FOLLOWEDBY [c:d='y']                                    | FOLLOWEDBY
          ([a:b='x'] AND [c:d='y']) WITHIN 300 SECONDS                      | WITHIN
          [a:b='x'] REPEATS 5 TIMES WITHIN 1800 SECONDS                     | WITHIN
          [a:b='x'] START t'2016-06-01T00:00:00Z' STOP t'2016-07-01T00:00:00Z' | START
          [file:name NOT = 'a']                                             | file:name NOT = a
          [file:size > 25536 and file:name like '%.exe']                    | (file:size > 25536 & file:name LIKE %.exe)
          [EXISTS file:name]                                                | file:name EXISTS
          [network-traffic:dst_ref.value ISSUBSET '1.2.3.0/24']             | network-traffic:dst_ref.value ISSUBSET 1.2.3.0/24
          [process:arguments[*] = 'x']                                      | process:arguments[*] = x
          [file:extensions.'windows-pebinary-ext'.sections[0].entropy >= 7.0] | file:extensions.windows-pebinary-ext.sections[0].entropy >= 7.0
          [user-account:is_privileged = true]                               | user-account:is_privileged = true
          [file:name = 'it\\'s']                                            | file:name = it's
          [directory:path = 'C:\\\\Windows']                                | directory:path = C:\\Windows
          [file:name = ']OR[']                                              | file:name = ]OR[
          [windows-registry-key:key = 'HKLM\\\\x']                          | windows-registry-key:key = HKLM\\x
          """)
  void patterns_are_read(String pattern, String told) throws Unreadable {
    assertThat(told(StixPattern.read(pattern))).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "[]",
        "file:name = 'a'",
        "[file:name]",
        "[file:name = ]",
        "[file:name = 'a'",
        "[file:name = 'a']]",
        "[file:name = 'a' AND]",
        "[file:name ~ 'a']",
        "[file:name IN 'a']",
        "[file:name IN ('a',)]",
        "[file:name = a]",
        "[file = 'a']",
        "[file:name = 'a'] WITHIN 5",
        "[file:name = 'a'] AND",
        "[file:name 'LIKE' 'a']",
        "[file:name = 'a\\']"
      })
  void what_is_no_pattern_is_unreadable(String pattern) {
    assertThatThrownBy(() -> StixPattern.read(pattern)).isInstanceOf(Unreadable.class);
  }

  @Test
  void neither_many_brackets_nor_a_long_literal_end_the_thread() throws Unreadable {
    assertThatThrownBy(() -> StixPattern.read("(".repeat(100_000)))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("deep");
    assertThatThrownBy(() -> StixPattern.read("[" + "(".repeat(100_000)))
        .isInstanceOf(Unreadable.class);
    String longest = "[file:name = '" + "\\'a".repeat(300_000) + "']";
    assertThat(told(StixPattern.read(longest))).hasSize("file:name = ".length() + 600_000);
    assertThatThrownBy(() -> StixPattern.read("(".repeat((1 << 20) + 1)))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("characters");
    String many = String.join(" OR ", Collections.nCopies(20_000, HASH));
    assertThat(StixPattern.read(many)).isInstanceOf(Each.class);
  }

  /** Whatever the bytes: a pattern, or unreadable. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void garbage_is_unreadable_and_nothing_worse(long seed) {
    var random = new Random(seed);
    List<String> pieces =
        List.of(
            "[", "]", "(", ")", "'", "\\", "file", ":", "name", "=", "'a'", "AND", "OR", "IN",
            "NOT", "WITHIN", "5", ",", " ", "t'", "START", "\u0000", "ü");
    for (int n = 0; n < 20_000; n++) {
      var text = new StringBuilder();
      for (int piece = random.nextInt(20); piece > 0; piece--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        assertThat(told(StixPattern.read(text.toString()))).isNotEmpty();
      } catch (Unreadable e) {
        assertThat(e).hasMessageStartingWith("the pattern");
      }
    }
  }

  private static String told(Observation observation) {
    return switch (observation) {
      case Seen seen -> told(seen.what());
      case Each each ->
          "{" + String.join(" ; ", each.parts().stream().map(StixPatternTest::told).toList()) + "}";
      case Timed timed -> timed.how();
    };
  }

  private static String told(Comparison comparison) {
    return switch (comparison) {
      case StixPattern.Test test ->
          "%s%s %s %s"
              .formatted(
                  test.path(),
                  test.not() ? " NOT" : "",
                  test.operator(),
                  String.join(",", test.values()))
              .strip();
      case AllOf all -> joined(all.parts(), " & ");
      case AnyOf any -> joined(any.parts(), " / ");
    };
  }

  private static String joined(List<Comparison> parts, String by) {
    return "(" + String.join(by, parts.stream().map(StixPatternTest::told).toList()) + ")";
  }
}
