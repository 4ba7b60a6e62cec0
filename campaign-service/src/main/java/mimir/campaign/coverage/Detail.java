package mimir.campaign.coverage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.runtime.WireDocument;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A campaign's page.
 *
 * @param coverage counted in assignments; pending there = pending + leased + draining
 * @param frozenSql the SQL exactly as typed; null for an IOC hunt
 * @param queryId the one query of an osquery campaign; null for an IOC hunt
 */
@Schema(name = "CampaignDetail")
public record Detail(
    @JsonUnwrapped Summary summary,
    TargetShown target,
    long liveWindowMinutes,
    @Schema(nullable = true) Instant expiresAt,
    Coverage coverage,
    Rows rows,
    List<Query> queries,
    @Schema(nullable = true) String frozenSql,
    @Schema(nullable = true) SavedQueryShown savedQuery,
    @Schema(nullable = true) UUID huntId,
    @Schema(nullable = true) UUID queryId,
    @Schema(nullable = true) Instant stoppedAt,
    @Schema(nullable = true) String stoppedBy,
    @Schema(nullable = true) String stopReason,
    boolean discardInFlight,
    long notApplicableHosts,
    List<WarningShown> warnings) {

  /** {@code all} or {@code hosts}, and how many. */
  @Schema(name = "CampaignTarget")
  public record TargetShown(@Schema(enumeration = {"all", "hosts"}) String type, long hosts) {}

  /**
   * assigned = responded + pending + errored + cancelled, at every moment.
   *
   * @param matchedHosts hosts with a match; of an IOC hunt only
   * @param hostsWithRows hosts that returned a row; of an osquery campaign only
   * @param asOf when the last answer or end was folded in
   */
  public record Coverage(
      long assigned,
      long responded,
      long pending,
      long errored,
      long cancelled,
      long late,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(extensions = @Extension(name = WireDocument.LEFT_OUT, value = "true"))
          Long matchedHosts,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(extensions = @Extension(name = WireDocument.LEFT_OUT, value = "true"))
          Long hostsWithRows,
      int queryTypes,
      Instant asOf) {}

  /** Where the SQL was copied from; its name as it was then. */
  @Schema(name = "CampaignSavedQuery")
  public record SavedQueryShown(UUID id, String name) {}

  /**
   * @param code stable, e.g. {@code table_not_on_platform}
   */
  @Schema(name = "CampaignWarning")
  public record WarningShown(String code, String message) {}

  @Schema(name = "CampaignRows")
  public record Rows(long kept, long campaignCap, int perHostCap) {}

  @Schema(name = "CampaignQuery")
  public record Query(UUID id, String type, String sql, long assigned) {}
}
