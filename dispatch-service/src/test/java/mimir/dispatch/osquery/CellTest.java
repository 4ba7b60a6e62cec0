package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellTest {

  // N: NUL, H: a high surrogate, L: a low one, R: U+FFFD.
  @ParameterizedTest(name = "R-2 {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''   | ''   | 0
          abc  | abc  | 0
          HL   | HL   | 0
          aHLb | aHLb | 0
          N    | R    | 1
          aNNb | aRRb | 2
          H    | R    | 1
          L    | R    | 1
          LH   | RR   | 2
          HHL  | RHL  | 1
          HLL  | HLR  | 1
          HNL  | RRR  | 3
          """)
  void what_cannot_be_kept_is_replaced_and_counted(String text, String clean, int replaced) {
    assertThat(Cell.clean(letters(text))).isEqualTo(letters(clean));
    assertThat(Cell.dirt(letters(text))).isEqualTo(replaced);
  }

  private static String letters(String text) {
    return text.replace('N', '\0')
        .replace('H', '\uD83D')
        .replace('L', '\uDE00')
        .replace('R', '\uFFFD');
  }
}
