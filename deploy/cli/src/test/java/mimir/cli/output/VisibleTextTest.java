package mimir.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import mimir.cli.server.Api;
import org.junit.jupiter.api.Test;

class VisibleTextTest {

  @Test
  void json_is_escaped_and_means_the_same() {
    String json = "{\"name\":\"a\u009b1m\u202e😀\u007f ä\"}";

    String visible = VisibleText.ofJson(json);

    assertThat(visible).isEqualTo("{\"name\":\"a\\u009b1m\\u202e😀\\u007f ä\"}");
    assertThat(Api.parse(visible)).isEqualTo(Api.parse(json));
  }

  @Test
  void half_a_character_is_shown_as_its_number() {
    assertThat(VisibleText.of("a\ud800b")).isEqualTo("a\\u{d800}b");
  }
}
