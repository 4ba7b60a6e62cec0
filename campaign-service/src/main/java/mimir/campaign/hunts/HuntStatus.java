package mimir.campaign.hunts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;

/** How a hunt stands. */
public enum HuntStatus {
  /** No host can have heard of it yet. */
  PENDING,
  RUNNING,
  /** Every host has answered, or said that it cannot. */
  COMPLETED,
  /** Its window is over, or its campaign was stopped, and some hosts have not answered. */
  PARTIAL,
  /** No host has answered, and none will. */
  FAILED,
  CANCELLED;

  /**
   * Of a hunt's hosts, so many; each is in one of the numbers or still asked.
   *
   * @param published whether any of them was handed over to be asked
   */
  record Progress(boolean published, long assigned, long responded, long errored, long cancelled) {
    private long open() {
      return assigned - responded - errored - cancelled;
    }
  }

  static HuntStatus of(Progress hosts, boolean cancelled, Instant liveUntil, Instant now) {
    if (cancelled) {
      return CANCELLED;
    }
    if (hosts.open() == 0) {
      return ofEnded(hosts);
    }
    if (!now.isBefore(liveUntil)) {
      return PARTIAL;
    }
    return hosts.published() ? RUNNING : PENDING;
  }

  private static HuntStatus ofEnded(Progress hosts) {
    if (hosts.responded() == 0 && hosts.errored() > 0) {
      return FAILED;
    }
    return hosts.cancelled() > 0 ? PARTIAL : COMPLETED;
  }

  /** Whether there is nothing left to cancel. */
  boolean over() {
    return switch (this) {
      case PENDING, RUNNING -> false;
      case COMPLETED, PARTIAL, FAILED, CANCELLED -> true;
    };
  }

  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
