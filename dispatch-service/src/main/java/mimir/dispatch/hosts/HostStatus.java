package mimir.dispatch.hosts;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** A host by its last contact (H-3), as long as it is in service. */
public enum HostStatus {
  ONLINE,
  STALE,
  OFFLINE,
  DECOMMISSIONED;

  /** Of a host in service. */
  static HostStatus of(Instant lastSeen, Instant now, Duration onlineWithin, Duration staleWithin) {
    Duration silent = Duration.between(lastSeen, now);
    if (silent.compareTo(onlineWithin) <= 0) {
      return ONLINE;
    }
    return silent.compareTo(staleWithin) <= 0 ? STALE : OFFLINE;
  }

  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
