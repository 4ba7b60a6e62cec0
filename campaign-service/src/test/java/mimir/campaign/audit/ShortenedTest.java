package mimir.campaign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortenedTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                    | payload                       | detail
          every field stays       | {"a":1,"b":"x","c":null}      | {"a":1,"b":"x","c":null}
          and so do nested ones   | {"t":{"type":"all"},"l":[1]}  | {"t":{"type":"all"},"l":[1]}
          no NUL                  | {"sql":"a\\u0000b"}           | {"sql":"a\uFFFDb"}
          no NUL in a name        | {"a\\u0000b":1}               | {"a\uFFFDb":1}
          no half of a pair       | {"s":"x\\ud83dy\\udc00"}      | {"s":"x\uFFFDy\uFFFD"}
          a whole pair stays      | {"s":"\\ud83d\\ude00"}        | {"s":"\uD83D\uDE00"}
          no boundless number     | {"n":1e999}                   | {"n":"Infinity"}
          a fraction stays        | {"n":1.5}                     | {"n":1.5}
          """)
  void detail(String why, String payload, String detail) throws JsonProcessingException {
    assertThat(Shortened.of(payload)).hasToString(detail);
  }

  @Test
  void a_long_list_becomes_its_length_and_a_short_one_stays() throws JsonProcessingException {
    assertThat(Shortened.of("{\"host_ids\":" + list(Shortened.ITEMS_MAX) + "}").path("host_ids"))
        .hasSize(Shortened.ITEMS_MAX);
    assertThat(Shortened.of("{\"host_ids\":" + list(100_000) + "}"))
        .hasToString("{\"host_ids\":{\"count\":100000}}");
  }

  @Test
  void a_long_text_is_cut_even_inside_a_list() throws JsonProcessingException {
    var sql = "x".repeat(Shortened.CHARS_MAX);

    assertThat(Shortened.of("{\"q\":[{\"sql\":\"" + sql + "\"}]}").at("/q/0/sql").textValue())
        .isEqualTo(sql);
    assertThat(Shortened.of("{\"q\":[{\"sql\":\"" + sql + "y\"}]}").at("/q/0/sql").textValue())
        .isEqualTo(sql + "…");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nope", "[]", "1", "null", "{", "{} {}"})
  void what_is_no_object_is_refused(String payload) {
    assertThatThrownBy(() -> Shortened.of(payload)).isInstanceOf(JsonProcessingException.class);
  }

  private static String list(int size) {
    return Collections.nCopies(size, "\"h\"").toString();
  }
}
