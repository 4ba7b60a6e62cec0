/**
 * Hunts for indicators: one stream each.
 *
 * <pre>
 *   launch ──> pending ──> running ──every host has ended──> completed | failed
 *                 │           ├──────the window is over────> partial
 *                 └───────────┴──────cancel────────────────> cancelled
 * </pre>
 *
 * <p>A launch freezes the indicators, compiles them to osquery statements ({@link
 * mimir.campaign.hunts.IocCompiler}), and freezes the hosts, each asked what its platform has the
 * tables for (I-7). While campaigns are enabled all of that is a campaign's, in the same
 * transaction; else the hunt asks by itself the hosts that are connected now, under its own id, and
 * nobody after its window (F-5).
 *
 * <p>Pending, running, completed, partial and failed are read off the coverage and the clock, which
 * go on by themselves; only cancelling and the end of a live-only hunt's window are events. A hunt
 * and its campaign have one slot, the campaign's (L-4).
 */
package mimir.campaign.hunts;
