package mimir.campaign.stream;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What a reader has been told.
 *
 * @param coverageVersion of the last coverage that was sent, empty when none was
 * @param coverageAt when that was; the epoch when it was not on this stream
 * @param at when anything was sent
 */
record Told(String coverageVersion, String statusVersion, Instant coverageAt, Instant at) {
  private static final Pattern ID =
      Pattern.compile("(?<coverage>\\w{0,32})\\.(?<status>\\w{0,32})");

  /** A reader that comes with the id of the last event that it got, or with none. */
  static Told resumed(String lastEventId, Instant now) {
    var id = ID.matcher(lastEventId == null ? "" : lastEventId);
    return id.matches()
        ? new Told(id.group("coverage"), id.group("status"), Instant.EPOCH, now)
        : new Told("", "", Instant.EPOCH, now);
  }

  /** Names what a reader has once it has the event. */
  String id() {
    return coverageVersion + "." + statusVersion;
  }

  Told withCoverage(String version, Instant now) {
    return new Told(version, statusVersion, now, now);
  }

  Told withStatus(String version, Instant now) {
    return new Told(coverageVersion, version, coverageAt, now);
  }

  Told withComment(Instant now) {
    return new Told(coverageVersion, statusVersion, coverageAt, now);
  }
}
