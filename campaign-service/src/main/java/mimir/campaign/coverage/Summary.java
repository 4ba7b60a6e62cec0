package mimir.campaign.coverage;

import java.time.Instant;
import java.util.UUID;

/** A row of the campaign list; everything is counted in hosts (V-1). */
public record Summary(
    UUID id,
    String name,
    String kind,
    String status,
    Instant createdAt,
    String createdBy,
    Instant liveUntil,
    AgeColor ageColor,
    HostCounts hosts,
    long hits) {

  /** assigned = responded + pending + errored + cancelled. */
  public record HostCounts(
      long assigned, long responded, long pending, long errored, long cancelled) {}
}
