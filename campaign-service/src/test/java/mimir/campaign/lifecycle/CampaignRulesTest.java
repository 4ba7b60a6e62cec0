package mimir.campaign.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import mimir.campaign.lifecycle.CampaignRules.Outstanding;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:15:30Z");
  private static final UUID CAMPAIGN = UUID.fromString("01900000-0000-7000-8000-000000000001");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                              | campaign | reason | refused
          V-9 an active one                 | active   | 4*r    |
          V-9 without a reason              | active   |        |
          V-9 1,000 letters of reason       | active   | 1000*r |
          V-9 1,001 letters of reason       | active   | 1001*r | INVALID_FIELD
          V-9 a stopped one                 | stopped  | 4*r    | NOT_ACTIVE
          V-9 an archived one               | archived | 4*r    | NOT_ACTIVE
          one that does not exist           |          | 4*r    | NOT_FOUND
          """)
  void stop(String why, String campaign, String reason, ErrorCode refused) {
    var asked = text(reason);

    if (refused == null) {
      assertThat(CampaignRules.stop(campaign(campaign), "alice", asked, true, NOW))
          .isEqualTo(new CampaignStopped(CAMPAIGN, "alice", asked == null ? "" : asked, true, NOW));
    } else {
      check(() -> CampaignRules.stop(campaign(campaign), "alice", asked, true, NOW), refused);
    }
  }

  @Test
  void a_refused_stop_names_the_moment_of_the_first_one() {
    var stopped = new Campaign.Stopped(CAMPAIGN, NOW);

    assertThatThrownBy(() -> CampaignRules.stop(stopped, "alice", null, false, NOW))
        .hasMessage("The campaign was stopped at 2026-11-20T10:15:30Z.");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                          | campaign | expires_at           | stops
          A-9 no expiry                 | active   |                      | false
          A-9 a microsecond to go       | active   | 2026-11-20T10:15:30.000001Z | false
          A-9 at the very moment        | active   | 2026-11-20T10:15:30Z | true
          A-9 long past                 | active   | 2026-11-19T10:15:30Z | true
          A-9 a stopped one             | stopped  |                      | false
          A-9 an archived one           | archived |                      | false
          one that does not exist       |          |                      | false
          """)
  void expire(String why, String campaign, Instant expiresAt, boolean stops) {
    var known =
        "active".equals(campaign) ? new Campaign.Active(CAMPAIGN, expiresAt) : campaign(campaign);

    assertThat(CampaignRules.expire(known, NOW))
        .isEqualTo(
            stops
                ? Optional.of(new CampaignStopped(CAMPAIGN, "system", "expired", false, NOW))
                : Optional.empty());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                          | campaign | stops
          R-4 an active one             | active   | true
          R-4 a stopped one             | stopped  | false
          R-4 an archived one           | archived | false
          one that does not exist       |          | false
          """)
  void cap_crossed(String why, String campaign, boolean stops) {
    assertThat(CampaignRules.capCrossed(campaign(campaign), NOW))
        .isEqualTo(
            stops
                ? Optional.of(
                    new CampaignStopped(
                        CAMPAIGN, "system", "auto_stopped_aggregate_row_cap", true, NOW))
                : Optional.empty());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                                   | campaign | pending | unpublished | outcome
          V-10 an active one with pending hosts  | active   | 1       | 0           | NOT_DRAINED
          V-10 an active one, fully drained      | active   | 0       | 0           | archived
          V-10 a stopped one                     | stopped  | 0       | 0           | archived
          V-10 a stopped one that drains         | stopped  | 7       | 0           | archived
          V-10 its set is still handed over      | stopped  | 7       | 1           | NOT_DRAINED
          V-10 archived before                   | archived | 0       | 0           | nothing
          one that does not exist                |          | 0       | 0           | NOT_FOUND
          """)
  void archive(String why, String campaign, long pending, int unpublished, String outcome) {
    var outstanding = new Outstanding(pending, unpublished);

    switch (outcome) {
      case "archived" ->
          assertThat(CampaignRules.archive(campaign(campaign), outstanding, "alice", NOW))
              .contains(new CampaignArchived(CAMPAIGN, "alice", NOW));
      case "nothing" ->
          assertThat(CampaignRules.archive(campaign(campaign), outstanding, "alice", NOW))
              .isEmpty();
      default ->
          check(
              () -> CampaignRules.archive(campaign(campaign), outstanding, "alice", NOW),
              ErrorCode.valueOf(outcome));
    }
  }

  private static void check(Runnable rule, ErrorCode refused) {
    if (refused == null) {
      rule.run();
    } else {
      assertThatThrownBy(rule::run)
          .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.code()).isEqualTo(refused));
    }
  }

  private static Campaign campaign(String text) {
    return switch (text) {
      case "active" -> new Campaign.Active(CAMPAIGN, null);
      case "stopped" -> new Campaign.Stopped(CAMPAIGN, NOW);
      case "archived" -> new Campaign.Archived(CAMPAIGN);
      case null, default -> null;
    };
  }

  private static String text(String cell) {
    return switch (cell) {
      case null -> null;
      case "nul" -> "a\0b";
      case "blank" -> " \t\n";
      case String times when times.contains("*") ->
          times
              .substring(times.indexOf('*') + 1)
              .repeat(Integer.parseInt(times.substring(0, times.indexOf('*'))));
      default -> cell;
    };
  }
}
