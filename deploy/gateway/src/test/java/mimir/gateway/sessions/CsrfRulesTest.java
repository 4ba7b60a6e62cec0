package mimir.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsrfRulesTest {

  @ParameterizedTest
  @CsvSource({
    "GET,,true",
    "HEAD,,true",
    "OPTIONS,,true",
    "POST,,false",
    "PUT,,false",
    "PATCH,,false",
    "DELETE,,false",
    "post,,false",
    "POST,expected,true",
    "DELETE,expected,true",
    "POST,Expected,false",
    "POST,expectedx,false",
    "POST,expecte,false",
    "POST,'',false",
  })
  void a_change_needs_the_sessions_own_token(String method, String shown, boolean allowed) {
    assertThat(CsrfRules.allows(method, "expected", shown)).isEqualTo(allowed);
  }

  @Test
  void the_token_follows_from_the_session_and_from_no_other() {
    var one = SessionToken.random();
    var other = SessionToken.random();

    assertThat(one.csrfToken()).isEqualTo(one.csrfToken()).isNotEqualTo(other.csrfToken());
    assertThat(one.csrfToken()).isNotEqualTo(one.cookieValue());
  }

  @Test
  void text_of_another_shape_is_no_session() {
    assertThat(SessionToken.of(SessionToken.random().cookieValue())).isPresent();
    assertThat(SessionToken.of(null)).isEmpty();
    assertThat(SessionToken.of("")).isEmpty();
    assertThat(SessionToken.of("x".repeat(44))).isEmpty();
    assertThat(SessionToken.of("'" + "x".repeat(42))).isEmpty();
  }
}
