package mimir.campaign.coverage;

import java.time.Instant;

/** What of a campaign's page moves while it is looked at. */
public record Progress(Numbers numbers, Standing standing) {

  /** As in the detail. */
  public record Numbers(
      Summary.HostCounts hosts, Detail.Coverage coverage, Detail.Rows rows, long hits) {}

  public record Standing(String status, Instant stoppedAt, String stoppedBy, String stopReason) {}
}
