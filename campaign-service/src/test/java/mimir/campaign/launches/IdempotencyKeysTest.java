package mimir.campaign.launches;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.TestTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.testing.ServiceInfra;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
@TestTransaction
class IdempotencyKeysTest {
  private static final byte[] REQUEST = {1, 2, 3};
  private static final byte[] ANOTHER = {3, 2, 1};

  @Inject IdempotencyKeys keys;
  @Inject InstantSource clock;

  private final UUID first = UUID.randomUUID();

  @Test
  void the_second_request_hears_of_the_first_ones_campaign() {
    assertThat(claim("alice", REQUEST, first)).isEmpty();

    assertThat(claim("alice", REQUEST, UUID.randomUUID())).contains(first);
  }

  @Test
  void the_key_of_another_request_is_refused() {
    claim("alice", REQUEST, first);

    assertThatThrownBy(() -> claim("alice", ANOTHER, UUID.randomUUID()))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED));
  }

  @Test
  void a_key_is_one_persons() {
    claim("alice", REQUEST, first);

    assertThat(claim("bob", ANOTHER, UUID.randomUUID())).isEmpty();
  }

  @Test
  void a_key_is_forgotten_a_week_after_its_use() {
    keys.claim("alice", key("old"), first, clock.instant().minus(Duration.ofHours(169)));
    keys.claim("alice", key("young"), first, clock.instant().minus(Duration.ofHours(167)));

    keys.forget();

    var now = clock.instant();
    assertThat(keys.claim("alice", key("old"), UUID.randomUUID(), now)).isEmpty();
    assertThat(keys.claim("alice", key("young"), UUID.randomUUID(), now)).contains(first);
  }

  private Optional<UUID> claim(String username, byte[] hash, UUID launch) {
    return keys.claim(username, new IdempotencyKeys.Key("key", hash), launch, clock.instant());
  }

  private static IdempotencyKeys.Key key(String name) {
    return new IdempotencyKeys.Key(name, REQUEST);
  }
}
