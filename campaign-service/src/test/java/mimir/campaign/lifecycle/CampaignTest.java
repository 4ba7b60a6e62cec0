package mimir.campaign.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");
  private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                     | events                    | state
          an empty stream          |                           |
          launched                 | launched                  | active
          launched and stopped     | launched,stopped          | stopped
          stopped and archived     | launched,stopped,archived | archived
          archived without a stop  | launched,archived         | archived
          """)
  void state(String why, String events, String state) {
    assertThat(Campaign.of(stream(events))).isEqualTo(campaign(state));
  }

  private static List<CampaignEvent> stream(String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(CampaignTest::event).toList();
  }

  private static CampaignEvent event(String text) {
    return switch (text) {
      case "launched" -> launched();
      case "stopped" -> new CampaignStopped(ID, "alice", "", false, NOW);
      case "archived" -> new CampaignArchived(ID, "alice", NOW);
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static CampaignEvent launched() {
    return new CampaignEvent.CampaignLaunched(
        ID,
        "name",
        CampaignKind.OSQUERY,
        "alice",
        NOW,
        NOW,
        null,
        new FrozenTarget("all", 1),
        1,
        0,
        List.of(),
        List.of(),
        null,
        null,
        1,
        1,
        null);
  }

  private static Campaign campaign(String state) {
    return switch (state) {
      case "active" -> new Campaign.Active(ID, null);
      case "stopped" -> new Campaign.Stopped(ID, NOW);
      case "archived" -> new Campaign.Archived(ID);
      case null, default -> null;
    };
  }
}
