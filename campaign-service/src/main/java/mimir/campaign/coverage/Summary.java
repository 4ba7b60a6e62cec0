package mimir.campaign.coverage;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A row of the campaign list; everything is counted in hosts (V-1). */
@Schema(name = "CampaignSummary")
public record Summary(
    UUID id,
    String name,
    @Schema(enumeration = {"ioc_hunt", "osquery"}) String kind,
    @Schema(enumeration = {"active", "stopped", "archived"}) String status,
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
