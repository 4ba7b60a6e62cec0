package mimir.fleet.update;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import mimir.contracts.agreed.Manifest;
import mimir.contracts.signature.TrustedKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final byte[] BINARY = "osqueryd".getBytes(UTF_8);

  private static Optional<String> refusal(UpdateOffer offer) {
    return UpdateRules.refusal(offer, "linux", "amd64", TestRelease.keys(), NOW);
  }

  @Test
  void what_a_trusted_key_has_signed_for_this_platform_is_installed() throws IOException {
    UpdateOffer offer = TestRelease.offer("5.23.1", BINARY, NOW);

    assertThat(refusal(offer)).isEmpty();
    assertThat(UpdateOffer.of(TestRelease.reply(offer))).contains(offer);
    assertThat(UpdateOffer.of(TestRelease.nothing())).isEmpty();
  }

  @Test
  void what_is_for_another_platform_is_refused() {
    UpdateOffer offer = TestRelease.offer("5.23.1", BINARY, NOW);

    assertThat(UpdateRules.refusal(offer, "darwin", "amd64", TestRelease.keys(), NOW))
        .hasValueSatisfying(why -> assertThat(why).contains("linux/amd64", "darwin/amd64"));
    assertThat(UpdateRules.refusal(offer, "linux", "arm64", TestRelease.keys(), NOW)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"-31536001, false", "-31536000, true", "600, true", "601, false"})
  void it_was_signed_within_a_year_and_not_ahead(long seconds, boolean taken) {
    UpdateOffer offer = TestRelease.offer("5.23.1", BINARY, NOW.plusSeconds(seconds));

    assertThat(refusal(offer).isEmpty()).isEqualTo(taken);
  }

  @Test
  void a_signature_of_another_key_of_another_manifest_or_none_is_refused() {
    UpdateOffer offer = TestRelease.offer("5.23.1", BINARY, NOW);
    Manifest other = TestRelease.manifest("5.23.2", BINARY, NOW);
    String zero = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

    assertThat(refusal(new UpdateOffer(other, offer.signature()))).isPresent();
    assertThat(refusal(new UpdateOffer(offer.manifest(), "00".repeat(64)))).isPresent();
    assertThat(refusal(new UpdateOffer(offer.manifest(), ""))).isPresent();
    assertThat(refusal(new UpdateOffer(offer.manifest(), null))).isPresent();
    // A byte more, that a lenient verifier would not look at.
    assertThat(refusal(new UpdateOffer(offer.manifest(), offer.signature() + "00"))).isPresent();
    assertThat(UpdateRules.refusal(offer, "linux", "amd64", TrustedKeys.of(List.of(zero)), NOW))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "os", "arch", "url", "sha256", "manifest_timestamp"})
  void an_offer_that_lacks_a_field_or_has_a_broken_one_is_no_offer(String field) {
    for (String value : new String[] {null, "", "a\nb", "https://evil.example/api/x"}) {
      ObjectNode reply = TestRelease.reply(TestRelease.offer("5.23.1", BINARY, NOW));
      ((ObjectNode) reply.get("offer")).put(field, value);

      assertThatThrownBy(() -> UpdateOffer.of(reply)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void questions_are_four_hours_apart_and_a_bit() {
    var random = new SplittableRandom(1);
    var hours = Duration.ofHours(4);
    long[] minutes =
        LongStream.range(0, 1_000)
            .map(_ -> UpdateRules.untilNextAsk(hours, random).toMinutes())
            .sorted()
            .toArray();

    assertThat(minutes[0]).isBetween(240L, 242L);
    assertThat(minutes[500]).isBetween(265L, 275L);
    assertThat(minutes[999]).isBetween(298L, 300L);
    assertThat(UpdateRules.upTo(Duration.ZERO, random)).isZero();
  }
}
