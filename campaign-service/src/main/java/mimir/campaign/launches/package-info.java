/**
 * What every launch freezes, be it a campaign's or a live-only hunt's: its queries, its indicators,
 * the hosts that are asked, and a coverage of zero.
 *
 * <p>All of it is written in the transaction of the launch (L-5), under the launch's id: that of
 * the campaign, or of the hunt that has none. Hosts of platforms that have the same tables are a
 * group; a query is asked of some groups (I-7).
 *
 * <p>The set of hosts travels in chunks of at most 1,000: {@link
 * mimir.campaign.launches.ChunkPublisher} writes them to the outbox after the commit, one small
 * transaction each, and goes on after a crash where the last one ended.
 */
package mimir.campaign.launches;
