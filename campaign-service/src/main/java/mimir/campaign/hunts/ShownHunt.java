package mimir.campaign.hunts;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A hunt as it is read.
 *
 * @param campaignId null for a live-only hunt
 * @param target "all" or "hosts"
 */
@Schema(name = "Hunt")
record ShownHunt(
    UUID id,
    String name,
    HuntStatus status,
    @Schema(nullable = true, description = "Null for a live-only hunt.") UUID campaignId,
    Instant createdAt,
    String createdBy,
    Instant liveUntil,
    long liveWindowMinutes,
    int hostsSeenWithinDays,
    @Schema(enumeration = {"all", "hosts"}) String target,
    @Schema(description = "How many are frozen.") long indicators,
    long totalHosts,
    long respondedHosts,
    long matchedHosts,
    long erroredHosts,
    long cancelledHosts,
    @Schema(description = "Left out because their platform has none of the tables.")
        long notApplicableHosts,
    Instant asOf,
    @Schema(nullable = true, description = "Null unless somebody cancelled it.")
        Instant cancelledAt,
    @Schema(nullable = true) String cancelledBy) {}
