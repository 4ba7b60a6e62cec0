package mimir.campaign.coverage;

import java.util.UUID;

/**
 * A host that still owes answers.
 *
 * @param hostname null when the host was never heard of here
 * @param pendingJobs open assignments, at least 1
 */
public record PendingHost(UUID hostId, String hostname, int pendingJobs, boolean connected) {}
