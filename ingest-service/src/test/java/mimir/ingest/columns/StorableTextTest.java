package mimir.ingest.columns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorableTextTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                        | UTF-16             | clean
          a NUL between letters       | 0061 0000 0062     | 0061 fffd 0062
          a pair                      | d83d de00          | d83d de00
          a first half alone          | d83d               | fffd
          a second half alone         | de00 0078          | fffd 0078
          two halves in wrong order   | de00 d83d          | fffd fffd
          a first half and a pair     | d83d d83d de00     | fffd d83d de00
          """)
  void what_cannot_be_stored_is_replaced(String why, String units, String clean) {
    assertThat(StorableText.of(text(units))).isEqualTo(text(clean));
  }

  @Test
  void other_text_is_the_same_object() {
    var text = "plain \u001b[31m \u202e ü";

    assertThat(StorableText.of(text)).isSameAs(text);
  }

  private static String text(String units) {
    var text = new StringBuilder();
    for (String unit : units.split(" ", -1)) {
      text.append((char) HexFormat.fromHexDigits(unit));
    }
    return text.toString();
  }
}
