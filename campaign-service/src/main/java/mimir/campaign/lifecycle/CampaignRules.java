package mimir.campaign.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mimir.campaign.PlainText;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent;
import mimir.contracts.campaign.CampaignEvent.CampaignArchived;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.CampaignWarned;
import mimir.contracts.campaign.CampaignEvent.Warning;

/** When a campaign may be stopped and archived, and what then happens. */
final class CampaignRules {
  static final int REASON_MAX = 1_000;
  static final String EXPIRED = "expired";

  /** As the campaign's badge says it. */
  static final String SNAPSHOT_CORRUPT = "Snapshot corrupt — matches may be incomplete.";

  static CampaignStopped stop(
      Campaign campaign, String by, String reason, boolean discardInFlight, Instant now) {
    if (reason != null && (reason.length() > REASON_MAX || !PlainText.is(reason))) {
      throw Refused.invalidField("reason", "reason is at most 1,000 characters of text.");
    }
    return switch (campaign) {
      case null -> throw Refused.notFound("This campaign");
      case Campaign.Active active ->
          new CampaignStopped(active.id(), by, reason == null ? "" : reason, discardInFlight, now);
      case Campaign.Stopped stopped -> throw notActive("was stopped at " + stopped.stoppedAt());
      case Campaign.Archived _ -> throw notActive("is archived");
    };
  }

  /** Past {@code expires_at} an active campaign stops; what hosts still answer is kept. */
  static Optional<CampaignStopped> expire(Campaign campaign, Instant now) {
    return switch (campaign) {
      case Campaign.Active active when active.expiredAt(now) ->
          Optional.of(
              new CampaignStopped(active.id(), CampaignStopped.SYSTEM, EXPIRED, false, now));
      case null, default -> Optional.empty();
    };
  }

  /**
   * An answer did not fit under the aggregate cap: what was kept stays, what is not answered yet is
   * cancelled, and what is on its way is refused. One that was stopped meanwhile stays as it
   * is.
   */
  static Optional<CampaignStopped> capCrossed(Campaign campaign, Instant now) {
    return switch (campaign) {
      case Campaign.Active active ->
          Optional.of(
              new CampaignStopped(
                  active.id(), CampaignStopped.SYSTEM, CampaignStopped.ROW_CAP, true, now));
      case null, default -> Optional.empty();
    };
  }

  /**
   * Its frozen indicators cannot be read where rows are matched (M-5): told once, whatever state it
   * is in. Empty for what is no campaign.
   */
  static Optional<CampaignWarned> snapshotCorrupt(List<CampaignEvent> events, Instant now) {
    boolean told =
        events.stream()
            .anyMatch(
                event ->
                    event instanceof CampaignWarned warned
                        && warned.warning().code().equals(Warning.CORRUPT_SNAPSHOT));
    return events.isEmpty() || told
        ? Optional.empty()
        : Optional.of(
            new CampaignWarned(
                events.getFirst().campaignId(),
                new Warning(Warning.CORRUPT_SNAPSHOT, SNAPSHOT_CORRUPT),
                now));
  }

  /**
   * What is left to be done for a campaign.
   *
   * @param pending assignments without an end
   * @param unpublished chunks of the assigned set that were not published yet
   */
  record Outstanding(long pending, int unpublished) {}

  /**
   * Puts a stopped or fully drained campaign away (V-10); nothing is deleted. Empty when it is
   * archived already: asking again is no mistake.
   */
  static Optional<CampaignArchived> archive(
      Campaign campaign, Outstanding outstanding, String by, Instant now) {
    return switch (campaign) {
      case null -> throw Refused.notFound("This campaign");
      case Campaign.Archived _ -> Optional.empty();
      case Campaign.Active active when outstanding.pending() > 0 ->
          throw new Refused(
              ErrorCode.NOT_DRAINED,
              "The campaign is active and "
                  + outstanding.pending()
                  + " assignments are pending; stop it first.");
      case Campaign _ when outstanding.unpublished() > 0 ->
          throw new Refused(
              ErrorCode.NOT_DRAINED, "The assigned set is still being handed over; try again.");
      case Campaign open -> Optional.of(new CampaignArchived(open.id(), by, now));
    };
  }

  private static Refused notActive(String why) {
    return new Refused(ErrorCode.NOT_ACTIVE, "The campaign " + why + ".");
  }

  private CampaignRules() {}
}
