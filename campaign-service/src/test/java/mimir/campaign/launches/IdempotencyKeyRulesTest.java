package mimir.campaign.launches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyRulesTest {

  @ParameterizedTest
  @ValueSource(strings = {"k", "0199e1b8-02aa-7f60-8c11-5d2e7b90aa42"})
  void short_printable_text_is_a_key(String key) {
    assertThatCode(() -> IdempotencyKeys.check(key)).doesNotThrowAnyException();
    assertThatCode(() -> IdempotencyKeys.check("k".repeat(255))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "a\0b"})
  void anything_else_is_refused(String key) {
    assertThatThrownBy(() -> IdempotencyKeys.check(key))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FIELD));
    assertThatThrownBy(() -> IdempotencyKeys.check("k".repeat(256))).isInstanceOf(Refused.class);
  }
}
