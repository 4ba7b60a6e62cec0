package mimir.campaign.lifecycle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import mimir.campaign.PlainText;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.CampaignEvent.CampaignLaunched;
import mimir.contracts.campaign.CampaignEvent.FrozenQuery;
import mimir.contracts.campaign.CampaignEvent.FrozenTarget;
import mimir.contracts.campaign.CampaignEvent.SavedQueryReference;
import mimir.contracts.campaign.CampaignEvent.Warning;
import mimir.contracts.campaign.CampaignKind;

/** Who may launch an osquery campaign, and what a launch freezes. */
final class LaunchRules {
  static final int NAME_MAX = 200;
  static final int SQL_BYTES_MAX = 64 * 1024;
  static final int LIVE_WINDOW_MINUTES_MAX = 1_440;
  static final int LIVE_WINDOW_MINUTES_DEFAULT = 10;
  static final Duration EXPIRES_WITHIN_MAX = Duration.ofDays(3_652);

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

  /** The capability is asked for before the role (P-4, then P-3). */
  static void authorize(Target target, boolean admin, boolean mayLaunchAtFleet) {
    if (target instanceof Target.Fleet && !admin && !mayLaunchAtFleet) {
      throw new Refused(
          ErrorCode.CAPABILITY_REQUIRED,
          "To ask the whole fleet you need the capability can_launch_fleet_hunts.");
    }
    if (!admin) {
      throw new Refused(ErrorCode.FORBIDDEN, "Only an admin may launch an osquery campaign.");
    }
  }

  /** A saved query as a launch copies it. */
  record Saved(SavedQueryReference reference, String sql, Target target) {}

  /** Whom a request means, before anything of it is checked; null when it does not say. */
  static Target target(LaunchRequest request, Saved saved) {
    if (request.wantsSavedTarget()) {
      return saved == null ? null : saved.target();
    }
    return request.target();
  }

  /**
   * The frozen payload of a launch whose fields are all in range.
   *
   * @param name null when it is to be made up
   * @param savedQuery null for typed SQL
   */
  record Payload(
      String name,
      String sql,
      Duration liveWindow,
      Instant expiresAt,
      Target target,
      SavedQueryReference savedQuery) {}

  /**
   * Refuses the first field that is out of its range; the SQL stays exactly as typed (L-3).
   *
   * @param saved what {@code saved_query_id} names, or null
   */
  static Payload payload(LaunchRequest request, Saved saved, Instant now) {
    String sql = sql(request, saved);
    if (request.wantsSavedTarget() && request.savedQueryId() == null) {
      throw Refused.invalidField("use_saved_target", "use_saved_target needs a saved_query_id.");
    }
    if (request.wantsSavedTarget() && request.target() != null) {
      throw Refused.invalidField("target", "Send target or use_saved_target, not both.");
    }
    int minutes =
        request.liveWindowMinutes() == null
            ? LIVE_WINDOW_MINUTES_DEFAULT
            : request.liveWindowMinutes();
    if (minutes < 1 || minutes > LIVE_WINDOW_MINUTES_MAX) {
      throw Refused.invalidField("live_window_minutes", "live_window_minutes is 1 to 1440.");
    }
    if (request.expiresAt() != null
        && (!request.expiresAt().isAfter(now)
            || request.expiresAt().isAfter(now.plus(EXPIRES_WITHIN_MAX)))) {
      throw Refused.invalidField("expires_at", "expires_at lies in the next ten years.");
    }
    return new Payload(
        name(request.name()),
        sql,
        Duration.ofMinutes(minutes),
        request.expiresAt(),
        target(request, saved),
        saved == null ? null : saved.reference());
  }

  private static String sql(LaunchRequest request, Saved saved) {
    if (request.savedQueryId() != null) {
      if (request.sql() != null) {
        throw Refused.invalidField("sql", "Send sql or saved_query_id, not both.");
      }
      if (saved == null) {
        throw Refused.invalidField("saved_query_id", "This saved query does not exist.");
      }
      return saved.sql();
    }
    String sql = request.sql();
    if (sql == null || sql.isBlank()) {
      throw Refused.invalidField("sql", "sql is needed, or a saved_query_id.");
    }
    if (sql.getBytes(StandardCharsets.UTF_8).length > SQL_BYTES_MAX) {
      throw Refused.invalidField("sql", "sql is at most 64 KiB.");
    }
    if (!PlainText.is(sql)) {
      throw Refused.invalidField("sql", "sql holds a character that is no text.");
    }
    return sql;
  }

  private static String name(String asked) {
    if (asked == null || asked.isBlank()) {
      return null;
    }
    String name = asked.strip();
    if (name.length() > NAME_MAX || !PlainText.is(name)) {
      throw Refused.invalidField("name", "name is at most 200 characters of text.");
    }
    return name;
  }

  /** The name as asked, or {@code <first table> · <minute>} (L-3). */
  static String name(Payload payload, List<String> tables, Instant now) {
    if (payload.name() != null) {
      return payload.name();
    }
    return (tables.isEmpty() ? "query" : tables.getFirst()) + " · " + MINUTE.format(now);
  }

  /** What comes from outside so that {@link #launch} is pure. */
  record Ids(UUID campaign, UUID query) {}

  record Caps(int perHost, long campaign) {}

  /** What a launch freezes and who is asked. */
  static CampaignLaunched launch(
      Ids ids,
      Payload payload,
      String name,
      long assignedHosts,
      List<Warning> warnings,
      String by,
      Instant now,
      Caps caps) {
    requireTargets(assignedHosts);
    return new CampaignLaunched(
        ids.campaign(),
        name,
        CampaignKind.OSQUERY,
        by,
        now,
        now.plus(payload.liveWindow()),
        payload.expiresAt(),
        new FrozenTarget(payload.target().type(), assignedHosts),
        assignedHosts,
        0,
        List.of(new FrozenQuery(ids.query(), "osquery", payload.sql())),
        List.of(),
        payload.savedQuery(),
        null,
        caps.perHost(),
        caps.campaign(),
        warnings.isEmpty() ? null : warnings);
  }

  /** T-2: nobody left is a refusal. */
  static void requireTargets(long hosts) {
    if (hosts == 0) {
      throw new Refused(ErrorCode.NO_TARGETS, "No host in service is targeted.");
    }
  }

  private LaunchRules() {}
}
