package mimir.release.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.release.ReleaseEvent;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import mimir.contracts.signature.TrustedKeys;
import mimir.release.catalogue.Release.Approved;
import mimir.release.catalogue.Release.Deleted;
import mimir.release.rollout.RolloutHealth;
import mimir.release.rollout.UsualSilence;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseRulesTest {
  private static final Instant NOW = Signed.at().plusSeconds(60);
  private static final TrustedKeys KEYS =
      TrustedKeys.of(List.of("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"));
  private static final UUID ID = UUID.randomUUID();

  private final SignedManifest manifest =
      ReleaseRules.signed(Signed.request(Signed.fields("5.12.1")), KEYS, NOW);

  private Release after(ReleaseEvent... more) {
    var events = new ArrayList<ReleaseEvent>();
    events.add(ReleaseRules.register(ID, manifest, "alice", NOW));
    events.addAll(List.of(more));
    return Release.of(events);
  }

  private ReleaseEvent approved() {
    return ReleaseRules.approve(after(), "bob", false, NOW);
  }

  private ReleaseEvent rollout(int percent) {
    return ReleaseRules.setRollout(after(approved()), percent, "bob", NOW).orElseThrow();
  }

  @Test
  void what_was_signed_is_kept_in_lower_case() {
    Map<String, String> fields = Signed.fields("5.12.1");
    fields.computeIfPresent("sha256", (_, hex) -> hex.toUpperCase(Locale.ROOT));
    fields.computeIfPresent("signature", (_, hex) -> hex.toUpperCase(Locale.ROOT));

    assertThat(ReleaseRules.signed(Signed.request(fields), KEYS, NOW)).isEqualTo(manifest);
  }

  @ParameterizedTest
  @CsvSource({
    "version,      5.12.2",
    "os,           darwin",
    "arch,         arm64",
    "download_url, /api/v1/other",
    "sha256,       2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    "manifest_timestamp, A SECOND LATER"
  })
  void a_field_that_was_not_signed_so_is_refused(String field, String other) {
    refused(ErrorCode.INVALID_SIGNATURE, changed(field, _ -> later(other)), KEYS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version",
        "os",
        "arch",
        "download_url",
        "sha256",
        "signature",
        "manifest_timestamp"
      })
  void a_field_that_is_missing_or_broken_is_named(String field) {
    for (String value : new String[] {null, "", "x\ny", " "}) {
      assertThatThrownBy(() -> ReleaseRules.signed(changed(field, _ -> value), KEYS, NOW))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FIELD);
                assertThat(refused.extras()).containsEntry("field", field);
              });
    }
  }

  @Test
  void a_signature_of_nobodys_key_or_with_no_key_is_refused() {
    refused(ErrorCode.INVALID_SIGNATURE, changed("signature", _ -> "00".repeat(64)), KEYS);
    refused(
        ErrorCode.INVALID_SIGNATURE,
        Signed.request(Signed.fields("5.12.1")),
        TrustedKeys.of(List.of()));
  }

  private static void refused(ErrorCode code, RegisterRequest request, TrustedKeys keys) {
    refused(code, () -> ReleaseRules.signed(request, keys, NOW));
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  private static String later(String value) {
    return value.equals("A SECOND LATER") ? Signed.at().plusSeconds(1).toString() : value;
  }

  /** What every agent would refuse is not begun with. */
  @ParameterizedTest
  @CsvSource({"-660, false", "-540, true", "31536000, true", "31536001, false"})
  void it_was_signed_within_a_year(long secondsAgo, boolean taken) {
    Instant now = Signed.at().plusSeconds(secondsAgo);
    var request = Signed.request(Signed.fields("5.12.1"));

    if (taken) {
      assertThat(ReleaseRules.signed(request, KEYS, now)).isEqualTo(manifest);
    } else {
      refused(ErrorCode.INVALID_FIELD, () -> ReleaseRules.signed(request, KEYS, now));
      refused(ErrorCode.INVALID_FIELD, () -> ReleaseRules.verify(manifest, KEYS, now));
    }
  }

  private static RegisterRequest changed(String field, UnaryOperator<String> change) {
    Map<String, String> fields = Signed.fields("5.12.1");
    fields.put(field, change.apply(fields.get(field)));
    return Signed.request(fields);
  }

  @Test
  void approved_it_is_rolled_out_to_nobody() {
    assertThat(after(approved())).isEqualTo(new Approved(ID, manifest, "alice", NOW, 0));
  }

  @Test
  void approved_again_it_keeps_its_rollout_and_is_the_newest() {
    Instant later = NOW.plusSeconds(60);
    var again = ReleaseRules.approve(after(approved(), rollout(25)), "bob", false, later);

    assertThat(after(approved(), rollout(25), again))
        .isEqualTo(new Approved(ID, manifest, "alice", later, 25));
  }

  @Test
  void with_two_persons_the_registrar_cannot_approve() {
    refused(
        ErrorCode.SECOND_PERSON_REQUIRED, () -> ReleaseRules.approve(after(), "alice", true, NOW));
    refused(
        ErrorCode.SECOND_PERSON_REQUIRED,
        () -> ReleaseRules.approve(after(approved()), "alice", true, NOW));
    assertThat(ReleaseRules.approve(after(), "bob", true, NOW).by()).isEqualTo("bob");
    assertThat(ReleaseRules.approve(after(), "alice", false, NOW).by()).isEqualTo("alice");
  }

  @Test
  void before_approval_there_is_no_rollout() {
    refused(ErrorCode.NOT_APPROVED, () -> ReleaseRules.setRollout(after(), 1, "bob", NOW));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 101, 1_000})
  void a_rollout_is_a_percentage(int percent) {
    refused(
        ErrorCode.INVALID_FIELD,
        () -> ReleaseRules.setRollout(after(approved()), percent, "bob", NOW));
    refused(
        ErrorCode.INVALID_FIELD,
        () -> ReleaseRules.setRollout(after(approved()), null, "bob", NOW));
  }

  @Test
  void the_rollout_that_it_has_is_no_event() {
    assertThat(ReleaseRules.setRollout(after(approved()), 0, "bob", NOW)).isEmpty();
    assertThat(ReleaseRules.setRollout(after(approved(), rollout(25)), 25, "bob", NOW)).isEmpty();
  }

  @Test
  void it_is_deleted_only_when_nobody_gets_it() {
    refused(
        ErrorCode.ROLLOUT_ACTIVE,
        () -> ReleaseRules.delete(after(approved(), rollout(1)), "bob", NOW));
    assertThat(after(ReleaseRules.delete(after(), "bob", NOW))).isEqualTo(new Deleted());
    assertThat(after(approved(), ReleaseRules.delete(after(approved()), "bob", NOW)))
        .isEqualTo(new Deleted());
  }

  @Test
  void of_what_is_deleted_or_never_was_nothing_can_be_done() {
    for (Release gone :
        List.of(Release.of(List.of()), after(ReleaseRules.delete(after(), "bob", NOW)))) {
      refused(ErrorCode.NOT_FOUND, () -> ReleaseRules.approve(gone, "bob", false, NOW));
      refused(ErrorCode.NOT_FOUND, () -> ReleaseRules.setRollout(gone, 1, "bob", NOW));
      refused(ErrorCode.NOT_FOUND, () -> ReleaseRules.delete(gone, "bob", NOW));
      refused(ErrorCode.NOT_FOUND, () -> ReleaseRules.manifestOf(gone));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "  20, 2, 0,   0,  0,  0, false",
    "  20, 3, 0,   0,  0,  0, true",
    "  20, 1, 2,   0,  0,  0, true",
    "  60, 3, 0,   0,  0,  0, false",
    "  60, 2, 2,   0,  0,  0, true",
    "   3, 0, 3,   0,  0,  0, true",
    "   0, 0, 0,   0,  0,  0, false",
    "  20, 0, 6, 100, 30, 20, false",
    "  20, 0, 6,  20,  6, 20, false",
    "  20, 0, 6,  19,  6, 20, true",
    "  20, 3, 6, 100, 30, 20, true",
    "  20, 0, 9, 100, 30, 20, true",
    "  20, 3, 0, 100, 99, 20, true",
    // Sixty have survived it: of the other forty twenty would be silent anyway, and all are.
    " 100, 0, 40, 100, 50, 40, true",
    " 100, 0, 20, 100, 50, 40, false"
  })
  void too_many_hosts_in_trouble_pause_it(
      long offered,
      long failed,
      long silent,
      long others,
      long othersSilent,
      long atRisk,
      boolean paused) {
    var health = new RolloutHealth(offered, 0, failed, silent);
    var usual = new UsualSilence(others, othersSilent, atRisk);

    assertThat(
            ReleaseRules.autoPause(after(approved(), rollout(1)), health, usual, "", 5, NOW)
                .isPresent())
        .isEqualTo(paused);
    assertThat(ReleaseRules.autoPause(after(approved()), health, usual, "", 5, NOW)).isEmpty();
    assertThat(ReleaseRules.autoPause(after(), health, usual, "", 5, NOW)).isEmpty();
  }

  @Test
  void what_was_signed_before_the_approved_one_is_not_valid_for_its_version_any_more() {
    ReleaseRules.notReplayed(manifest, Optional.empty());
    ReleaseRules.notReplayed(manifest, Optional.of(Signed.at()));
    refused(
        ErrorCode.INVALID_FIELD,
        () -> ReleaseRules.notReplayed(manifest, Optional.of(Signed.at().plusSeconds(1))));
  }

  @Test
  void a_pause_says_why_and_is_a_rollout_of_0() {
    var paused =
        ReleaseRules.autoPause(
                after(approved(), rollout(25)),
                new RolloutHealth(20, 10, 3, 1),
                UsualSilence.UNKNOWN,
                "exit code 139",
                5,
                NOW)
            .orElseThrow();

    assertThat(paused.reason())
        .contains("20 hosts")
        .contains("3 failed")
        .contains("1 were not")
        .endsWith("say: exit code 139");
    assertThat(after(approved(), rollout(25), paused))
        .isEqualTo(new Approved(ID, manifest, "alice", NOW, 0));
  }
}
