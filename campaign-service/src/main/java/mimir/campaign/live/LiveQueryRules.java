package mimir.campaign.live;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mimir.campaign.PlainText;
import mimir.campaign.targets.Target;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.campaign.LiveQueryEvent;
import mimir.contracts.campaign.LiveQueryEvent.End;
import mimir.contracts.campaign.LiveQueryEvent.LiveQueryEnded;

/** Who may ask a live query, what it is made of, and when it is over. */
final class LiveQueryRules {
  static final int SQL_BYTES_MAX = 64 * 1024;
  static final int WINDOW_SECONDS_DEFAULT = 60;
  static final int WINDOW_SECONDS_MAX = 3_600;

  /** The capability is asked for before the role (P-4, then P-3). */
  static void authorize(Target target, boolean admin, boolean mayLaunchAtFleet) {
    if (target instanceof Target.Fleet && !admin && !mayLaunchAtFleet) {
      throw new Refused(
          ErrorCode.CAPABILITY_REQUIRED,
          "To ask the whole fleet you need the capability can_launch_fleet_hunts.");
    }
    if (!admin) {
      throw new Refused(ErrorCode.FORBIDDEN, "Only an admin may ask a live query.");
    }
  }

  static String sql(String asked) {
    if (asked == null || asked.isBlank()) {
      throw Refused.invalidField("sql", "sql is needed.");
    }
    if (asked.getBytes(StandardCharsets.UTF_8).length > SQL_BYTES_MAX) {
      throw Refused.invalidField("sql", "sql is at most 64 KiB.");
    }
    if (!PlainText.is(asked)) {
      throw Refused.invalidField("sql", "sql holds a character that is no text.");
    }
    return asked;
  }

  static Duration window(Integer seconds) {
    int asked = seconds == null ? WINDOW_SECONDS_DEFAULT : seconds;
    if (asked < 1 || asked > WINDOW_SECONDS_MAX) {
      throw Refused.invalidField("window_seconds", "window_seconds is 1 to 3600.");
    }
    return Duration.ofSeconds(asked);
  }

  /**
   * Empty while it goes on, and once its end was said.
   *
   * @param open how many of its assignments have not ended
   */
  static Optional<LiveQueryEnded> end(
      List<LiveQueryEvent> events, long open, Instant liveUntil, Instant now) {
    if (open == 0) {
      return ended(events, End.COMPLETED, now);
    }
    return now.isBefore(liveUntil) ? Optional.empty() : ended(events, End.WINDOW_OVER, now);
  }

  /** Empty for what is no live query, and once its end was said. */
  static Optional<LiveQueryEnded> ended(List<LiveQueryEvent> events, End end, Instant now) {
    boolean said = events.stream().anyMatch(LiveQueryEnded.class::isInstance);
    return events.isEmpty() || said
        ? Optional.empty()
        : Optional.of(new LiveQueryEnded(events.getFirst().liveQueryId(), end, now));
  }

  private LiveQueryRules() {}
}
