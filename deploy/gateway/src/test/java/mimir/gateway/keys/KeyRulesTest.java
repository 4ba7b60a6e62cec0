package mimir.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.gateway.accounts.Role;
import mimir.gateway.accounts.SignInWay;
import mimir.gateway.sessions.LiveSession;
import mimir.gateway.sessions.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRulesTest {

  @ParameterizedTest
  @CsvSource({
    "GET,    true",
    "HEAD,   true",
    "OPTIONS, true",
    "POST,   false",
    "PUT,    false",
    "PATCH,  false",
    "DELETE, false"
  })
  void of_the_gateways_own_a_key_only_reads(String method, boolean allowed) {
    assertThat(KeyRules.mayHere(method, live(Optional.of("ci")))).isEqualTo(allowed);
    assertThat(KeyRules.mayHere(method, live(Optional.empty()))).isTrue();
  }

  private static LiveSession live(Optional<String> key) {
    var person =
        new Session(UUID.randomUUID(), "ann", SignInWay.LOCAL, Role.ADMIN, List.of(), Instant.MAX);
    return new LiveSession(person, "", "token", Instant.EPOCH, key);
  }

  @Test
  void nobody_has_more_than_a_hundred() {
    KeyRules.room(99);
    assertThatThrownBy(() -> KeyRules.room(100)).isInstanceOf(Refused.class);
  }
}
