/**
 * The write side of campaigns: one stream a campaign.
 *
 * <pre>
 *   launch ──> active ──stop──> stopped ──archive──> archived
 * </pre>
 *
 * <p>A launch is one transaction: the stream's first event, the frozen payload, the frozen assigned
 * set and the row of the list exist together or not at all (L-5). The assigned set travels to
 * dispatch-service in chunks that {@link mimir.campaign.lifecycle.ChunkPublisher} writes to the
 * outbox after the commit, one small transaction each, and goes on with after a crash; so the first
 * hosts can claim before the last chunk is written. A stop is one small transaction whatever the
 * size of the campaign; two stops at once decide one after the other and the second is refused.
 */
package mimir.campaign.lifecycle;
