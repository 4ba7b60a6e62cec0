package mimir.gateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageRulesTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          /                         | index.html
          /campaigns                | index.html
          /campaigns/0190f0a0-0000  | index.html
          /settings/osquery-updates | index.html
          /hosts/a.b                | index.html
          /index.html               | index.html
          /mimir.svg                | mimir.svg
          /assets/index-B3x_.js     | assets/index-B3x_.js
          /assets/gone              | assets/gone
          /assets/                  |
          /assets/a/b.js            |
          /deep/script.js           |
          /.hidden.js               |
          /a%20b.js                 |
          """,
      delimiter = '|')
  void an_address_is_a_file_or_a_page(String path, String file) {
    assertThat(PageRules.file(path).orElse(null)).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          index.html       | no-store
          assets/a-1234.js | public, max-age=31536000, immutable
          mimir.svg        | no-cache
          """,
      delimiter = '|')
  void only_what_has_a_hash_in_its_name_is_kept(String file, String told) {
    assertThat(PageRules.cacheControl(file)).isEqualTo(told);
  }
}
