package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mimir.contracts.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

  @ParameterizedTest(name = "H-7 {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          env=prod     | env | prod
          env          | env |
          env=         | env | ''
          a.b/c-d_1=x  | a.b/c-d_1 | x
          expr=a=b     | expr | a=b
          ort=Köln 東京 | ort | Köln 東京
          """)
  void a_wanted_label_is_a_key_and_perhaps_a_value(String text, String key, String value) {
    assertThat(Labels.Wanted.parse("label", text)).isEqualTo(new Labels.Wanted(key, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=x", "Env=x", "a b", "ä", "a\n", "env=a\0b", "env=\ud800", "env=a\tb"})
  void what_is_no_label_is_refused_by_its_field(String text) {
    assertThatThrownBy(() -> Labels.Wanted.parse("label", text))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.extras()).isEqualTo(Map.of("field", "label")));
  }

  static Map<String, Map<String, String>> refused() {
    return Map.of(
        "65 labels", numbered(Labels.COUNT_MAX + 1),
        "a key of 64", Map.of("k".repeat(64), "v"),
        "an empty key", Map.of("", "v"),
        "an upper-case key", Map.of("K", "v"),
        "a value of 257", Map.of("k", "v".repeat(257)),
        "no value", Collections.singletonMap("k", null),
        "a line break", Map.of("k", "a\nb"));
  }

  static List<String> refusedNames() {
    return refused().keySet().stream().sorted().toList();
  }

  @ParameterizedTest(name = "H-7 {0}")
  @MethodSource("refusedNames")
  void a_set_beyond_its_bounds_is_refused(String name) {
    assertThatThrownBy(() -> Labels.check("labels", refused().get(name)))
        .isInstanceOf(Refused.class);
  }

  @Test
  void a_set_at_its_bounds_is_let_through() {
    Labels.check("labels", Map.of());
    Labels.check("labels", numbered(Labels.COUNT_MAX));
    // 256 characters of two UTF-16 units each.
    Labels.check("labels", Map.of("k".repeat(63), "🦉".repeat(256), "empty", ""));
  }

  @Test
  void no_set_at_all_is_refused() {
    assertThatThrownBy(() -> Labels.check("labels", null)).isInstanceOf(Refused.class);
  }

  private static Map<String, String> numbered(int n) {
    return IntStream.range(0, n)
        .boxed()
        .collect(
            Collectors.toMap(i -> "k" + i, Function.<Integer>identity().andThen(String::valueOf)));
  }
}
