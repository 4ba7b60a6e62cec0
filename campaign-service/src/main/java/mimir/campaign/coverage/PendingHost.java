package mimir.campaign.coverage;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A host that still owes answers.
 *
 * @param hostname null when the host was never heard of here
 * @param pendingJobs open assignments, at least 1
 */
public record PendingHost(
    UUID hostId, @Schema(nullable = true) String hostname, int pendingJobs, boolean connected) {}
