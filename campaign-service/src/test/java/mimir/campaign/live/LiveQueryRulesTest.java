package mimir.campaign.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.LiveQueryEvent;
import mimir.contracts.campaign.LiveQueryEvent.End;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryEnded;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryLaunched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveQueryRulesTest {
  private static final UUID ID = UUID.randomUUID();
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final LiveQueryEvent LAUNCHED =
      new LiveQueryLaunched(
          ID,
          "a",
          NOW,
          NOW.plusSeconds(60),
          new FrozenTarget("all", 2),
          2,
          new FrozenQuery(UUID.randomUUID(), "osquery", "SELECT 1"),
          9);

  @ParameterizedTest
  @CsvSource({"2, 0,  ", "1, 59, ", "0, 1,  COMPLETED", "1, 60, WINDOW_OVER", "0, 99, COMPLETED"})
  void it_ends_with_the_last_answer_or_with_its_window(long open, int seconds, End end) {
    Instant now = NOW.plusSeconds(seconds);

    assertThat(LiveQueryRules.end(List.of(LAUNCHED), open, NOW.plusSeconds(60), now))
        .isEqualTo(Optional.ofNullable(end).map(each -> new LiveQueryEnded(ID, each, now)));
  }

  @Test
  void an_end_is_said_once_and_of_live_queries_only() {
    var ended = new LiveQueryEnded(ID, End.ROW_CAP, NOW);

    assertThat(LiveQueryRules.ended(List.of(LAUNCHED, ended), End.COMPLETED, NOW)).isEmpty();
    assertThat(LiveQueryRules.ended(List.of(), End.ROW_CAP, NOW)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "true,  false, false, CAPABILITY_REQUIRED",
    "true,  false, true,  FORBIDDEN",
    "false, false, true,  FORBIDDEN",
    "true,  true,  false, ",
    "false, true,  false, "
  })
  void only_an_admin_asks_and_the_capability_is_looked_at_first(
      boolean fleet, boolean admin, boolean capable, ErrorCode refusal) {
    Target target = fleet ? new Target.Fleet() : new Target.OsIn(List.of("linux"));

    if (refusal == null) {
      LiveQueryRules.authorize(target, admin, capable);
    } else {
      assertThatThrownBy(() -> LiveQueryRules.authorize(target, admin, capable))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo(refusal));
    }
  }

  @Test
  void a_window_is_a_second_to_an_hour_and_a_minute_unless_it_is_said() {
    assertThat(LiveQueryRules.window(null)).isEqualTo(Duration.ofSeconds(60));
    assertThat(LiveQueryRules.window(3_600)).isEqualTo(Duration.ofHours(1));
    assertThatThrownBy(() -> LiveQueryRules.window(0)).isInstanceOf(Refused.class);
    assertThatThrownBy(() -> LiveQueryRules.window(3_601)).isInstanceOf(Refused.class);
  }
}
