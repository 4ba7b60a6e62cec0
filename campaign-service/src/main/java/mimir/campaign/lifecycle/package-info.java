/**
 * The write side of campaigns: one stream a campaign.
 *
 * <pre>
 *   launch ──> active ──stop, expiry──> stopped ──archive──> archived
 *                 └──────────archive, when nothing is pending──────┘
 * </pre>
 *
 * <p>A launch is one transaction: the stream's first event, the frozen payload, the frozen assigned
 * set, the slot and the row of the list exist together or not at all (L-5). An Idempotency-Key is
 * claimed in the same transaction, so a repeated request waits for the first one and answers with
 * what that made. The assigned set travels to dispatch-service in chunks that {@link
 * mimir.campaign.launches.ChunkPublisher} writes to the outbox after the commit, one small
 * transaction each, and goes on with after a crash; so the first hosts can claim before the last
 * chunk is written. A stop is one small transaction whatever the size of the campaign; two stops at
 * once decide one after the other and the second is refused. A stopped campaign's chunks are still
 * handed over: dispatch-service ends what it is given, so every assignment gets its end.
 */
package mimir.campaign.lifecycle;
