package mimir.campaign.coverage;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How an active campaign nags with its age (V-2). It never stops anything. */
public enum AgeColor {
  NONE,
  YELLOW,
  ORANGE,
  RED;

  private static final int YELLOW_DAYS = 30;
  private static final int ORANGE_DAYS = 90;
  private static final int RED_DAYS = 180;

  static AgeColor of(boolean active, Instant launchedAt, Instant now) {
    Duration age = Duration.between(launchedAt, now);
    if (!active || age.compareTo(Duration.ofDays(YELLOW_DAYS)) < 0) {
      return NONE;
    }
    if (age.compareTo(Duration.ofDays(ORANGE_DAYS)) < 0) {
      return YELLOW;
    }
    return age.compareTo(Duration.ofDays(RED_DAYS)) <= 0 ? ORANGE : RED;
  }

  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
