package mimir.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columns_are_as_wide_as_their_widest_cell() {
    assertThat(new Table("ID", "NAME").row("1", "a").row("1234", null).row(12, "b").lines())
        .containsExactly("ID    NAME", "1     a", "1234  -", "12    b");
  }

  @Test
  void a_cell_cannot_speak_to_the_terminal() {
    String hostile = "host\u001b[2J\u009b1m\r\n\u202eevil\u200b";

    assertThat(new Table("HOST").row(hostile).lines())
        .containsExactly("HOST", "host\\x1b[2J\\x9b1m\\x0d\\x0a\\u{202e}evil\\u{200b}");
  }

  @Test
  void letters_of_any_language_stay_as_they_are() {
    assertThat(new Table("NAME", "N").row("Zoë · 東京 😀", "x").lines().get(1))
        .isEqualTo("Zoë · 東京 😀  x");
  }

  @Test
  void a_row_that_does_not_fit_its_header_is_a_fault() {
    assertThatThrownBy(() -> new Table("ONE").row("1", "2"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
