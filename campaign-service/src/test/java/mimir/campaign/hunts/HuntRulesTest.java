package mimir.campaign.hunts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.HuntEvent;
import mimir.contracts.campaign.HuntEvent.HuntCancelled;
import mimir.contracts.campaign.HuntEvent.HuntLaunched;
import mimir.contracts.campaign.HuntEvent.HuntWindowEnded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HuntRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final UUID HUNT = UUID.randomUUID();
  private static final UUID CAMPAIGN = UUID.randomUUID();

  private static HuntEvent launched(UUID campaign) {
    return new HuntLaunched(
        HUNT,
        "hunt",
        "a",
        NOW.minus(Duration.ofMinutes(10)),
        NOW,
        new FrozenTarget("all", 1),
        90,
        campaign,
        1,
        0,
        null,
        null,
        1,
        1);
  }

  private static final HuntEvent CANCELLED = new HuntCancelled(HUNT, null, "a", NOW);
  private static final HuntEvent ENDED = new HuntWindowEnded(HUNT, NOW);

  @Test
  void a_window_ends_once_for_live_only_hunts_that_nobody_has_cancelled() {
    assertThat(HuntRules.endWindow(List.of(launched(null)), NOW))
        .contains(new HuntWindowEnded(HUNT, NOW));
    assertThat(HuntRules.endWindow(List.of(launched(null)), NOW.minusMillis(1))).isEmpty();
    assertThat(HuntRules.endWindow(List.of(launched(CAMPAIGN)), NOW)).isEmpty();
    assertThat(HuntRules.endWindow(List.of(launched(null), ENDED), NOW)).isEmpty();
    assertThat(HuntRules.endWindow(List.of(launched(null), CANCELLED), NOW)).isEmpty();
    assertThat(HuntRules.endWindow(List.of(), NOW)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(HuntStatus.class)
  void only_what_goes_on_can_be_cancelled(HuntStatus status) {
    if (status.over()) {
      assertThatThrownBy(() -> HuntRules.cancel(List.of(launched(CAMPAIGN)), status, "bob", NOW))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_CANCELLABLE));
    } else {
      assertThat(HuntRules.cancel(List.of(launched(CAMPAIGN)), status, "bob", NOW))
          .isEqualTo(new HuntCancelled(HUNT, CAMPAIGN, "bob", NOW));
    }
  }

  @Test
  void what_does_not_exist_cannot_be_cancelled() {
    assertThatThrownBy(() -> HuntRules.cancel(List.of(), HuntStatus.RUNNING, "bob", NOW))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void a_name_is_the_first_value_how_many_more_and_the_minute() {
    var payload = new HuntRules.Payload(null, List.of(), List.of(), Duration.ofMinutes(1), 1);
    List<FrozenIoc> iocs =
        IntStream.range(0, 3)
            .mapToObj(n -> new FrozenIoc(UUID.randomUUID(), "ipv4", "192.0.2." + n, "low"))
            .toList();
    var long_ = new FrozenIoc(UUID.randomUUID(), "url", "x".repeat(79) + "\ud83d\ude00y", "low");

    assertThat(HuntRules.name(payload, iocs, NOW))
        .isEqualTo("192.0.2.0 and 2 more · 2026-11-22 10:00");
    assertThat(HuntRules.name(payload, List.of(long_), NOW))
        .isEqualTo("x".repeat(79) + "… · 2026-11-22 10:00");
  }
}
