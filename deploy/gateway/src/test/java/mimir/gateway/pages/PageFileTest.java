package mimir.gateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageFileTest {
  private static final PageFile FILE = PageFile.of("alert(1)".getBytes(UTF_8));
  private static final String OPAQUE = FILE.etag().substring("W/".length());

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          W/<tag>             | true
          <tag>               | true
          "other", W/<tag>    | true
          W/"a",<tag> ,W/"b"  | true
          *                   | true
          W/"other"           | false
          other               | false
          ''                  | false
                              | false
          """)
  void a_browser_that_has_the_content_is_not_sent_it_again(String header, boolean had) {
    assertThat(FILE.isHad(header == null ? null : header.replace("<tag>", OPAQUE))).isEqualTo(had);
  }

  @Test
  void another_content_has_another_tag() {
    assertThat(PageFile.of("alert(2)".getBytes(UTF_8)).isHad(FILE.etag())).isFalse();
  }
}
