package mimir.contracts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

  @ParameterizedTest(name = "{0} rows of a query that asked for {1} + 1")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | 2 | 0 | false
          1 | 2 | 1 | false
          2 | 2 | 2 | false
          3 | 2 | 2 | true
          """)
  void a_page_has_a_cursor_when_there_is_more(int rows, int limit, int items, boolean more) {
    var page = Page.of(List.of("a", "b", "c").subList(0, rows), limit, Function.identity());

    assertThat(page.items()).hasSize(items);
    assertThat(page.nextCursor() != null).isEqualTo(more);
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "a:b", "näme+/=", "\uD83D\uDE00"})
  void a_cursor_comes_back_as_the_last_key_of_the_page(String key) {
    var page = Page.of(List.of(key, "next"), 1, Function.identity());

    assertThat(Page.after(page.nextCursor(), Function.identity())).isEqualTo(key);
    assertThat(page.nextCursor()).matches("[A-Za-z0-9_-]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "%00", "YWJj", "=", "a b"})
  void a_cursor_that_is_not_ours_is_malformed(String cursor) {
    assertThatThrownBy(() -> Page.after(cursor, UUID::fromString))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST));
  }

  @Test
  void the_first_page_has_no_cursor() {
    assertThat(Page.after(null, UUID::fromString)).isNull();
    assertThat(Page.after("", UUID::fromString)).isNull();
  }

  @ParameterizedTest
  @CsvSource({", 50", "1, 1", "500, 500"})
  void a_limit_within_bounds_is_taken(Integer asked, int limit) {
    assertThat(Page.limit(asked)).isEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 501, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void a_limit_out_of_bounds_is_refused(int asked) {
    assertThatThrownBy(() -> Page.limit(asked))
        .isInstanceOfSatisfying(
            Refused.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FIELD);
              assertThat(e.extras()).containsEntry("field", "limit");
            });
  }
}
