package mimir.campaign.lifecycle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.CampaignStopped;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignKind;

/** Who may launch and stop a campaign, and what then happens. */
final class CampaignRules {
  static final int NAME_MAX = 200;
  static final int SQL_BYTES_MAX = 64 * 1024;
  static final int LIVE_WINDOW_MINUTES_MAX = 1_440;
  static final int LIVE_WINDOW_MINUTES_DEFAULT = 10;
  static final int REASON_MAX = 1_000;

  private static final Pattern FIRST_TABLE =
      Pattern.compile("\\bFROM\\s+[\"`\\[]?(\\w+)", Pattern.CASE_INSENSITIVE);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  /** The capability is asked for before the role (P-4, then P-3). */
  static void authorizeLaunch(Target target, boolean admin, boolean mayLaunchAtFleet) {
    if (target instanceof Target.Fleet && !admin && !mayLaunchAtFleet) {
      throw new Refused(
          ErrorCode.CAPABILITY_REQUIRED,
          "To ask the whole fleet you need the capability can_launch_fleet_hunts.");
    }
    if (!admin) {
      throw new Refused(ErrorCode.FORBIDDEN, "Only an admin may launch an osquery campaign.");
    }
  }

  /** The frozen payload of a launch whose fields are all in range. */
  record Payload(String name, String sql, Duration liveWindow, Target target) {}

  /** Refuses the first field that is out of its range; the SQL stays exactly as typed (L-3). */
  static Payload payload(LaunchRequest request, Instant now) {
    String sql = request.sql();
    if (sql == null || sql.isBlank()) {
      throw Refused.invalidField("sql", "sql is needed.");
    }
    if (sql.getBytes(StandardCharsets.UTF_8).length > SQL_BYTES_MAX) {
      throw Refused.invalidField("sql", "sql is at most 64 KiB.");
    }
    if (!isText(sql)) {
      throw Refused.invalidField("sql", "sql holds a character that is no text.");
    }
    int minutes =
        request.liveWindowMinutes() == null
            ? LIVE_WINDOW_MINUTES_DEFAULT
            : request.liveWindowMinutes();
    if (minutes < 1 || minutes > LIVE_WINDOW_MINUTES_MAX) {
      throw Refused.invalidField("live_window_minutes", "live_window_minutes is 1 to 1440.");
    }
    return new Payload(
        name(request.name(), sql, now),
        sql,
        Duration.ofMinutes(minutes),
        Target.forCampaign(request.target()));
  }

  // PostgreSQL stores no NUL, and half a surrogate pair would be stored as a question mark.
  private static boolean isText(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static String name(String asked, String sql, Instant now) {
    if (asked == null || asked.isBlank()) {
      Matcher table = FIRST_TABLE.matcher(sql);
      return (table.find() ? table.group(1) : "query") + " · " + MINUTE.format(now);
    }
    if (asked.length() > NAME_MAX || !isText(asked)) {
      throw Refused.invalidField("name", "name is at most 200 characters of text.");
    }
    return asked.strip();
  }

  /** What a launch freezes and who is asked; the ids come from outside so that this is pure. */
  static CampaignLaunched launch(
      UUID campaignId,
      UUID queryId,
      Payload payload,
      long assignedHosts,
      String by,
      Instant now,
      int perHostCap,
      long campaignCap) {
    if (assignedHosts == 0) {
      throw new Refused(ErrorCode.NO_TARGETS, "No host in service is targeted.");
    }
    return new CampaignLaunched(
        campaignId,
        payload.name(),
        CampaignKind.OSQUERY,
        by,
        now,
        now.plus(payload.liveWindow()),
        null,
        new FrozenTarget(payload.target().type(), assignedHosts),
        assignedHosts,
        0,
        List.of(new FrozenQuery(queryId, "osquery", payload.sql())),
        List.of(),
        null,
        null,
        perHostCap,
        campaignCap);
  }

  static CampaignStopped stop(
      Campaign campaign, String by, String reason, boolean discardInFlight, Instant now) {
    if (reason != null && (reason.length() > REASON_MAX || !isText(reason))) {
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

  private static Refused notActive(String why) {
    return new Refused(ErrorCode.NOT_ACTIVE, "The campaign " + why + ".");
  }

  private CampaignRules() {}
}
