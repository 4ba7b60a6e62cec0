/**
 * Live queries: an operator's SQL at the hosts that are connected now.
 *
 * <pre>
 *   launch ──> live ──every host has ended, the window, or the row cap──> ended
 * </pre>
 *
 * <p>A launch is one transaction: the stream's first event, the frozen SQL, the frozen hosts. It
 * goes by the same ledger, guard, leases and ingest as a campaign, under its own id, and makes
 * none. It takes no slot: only admins may, and its window is short. Each replica looks once a
 * second at those that are open; the stream's lock lets one of them end each.
 */
package mimir.campaign.live;
