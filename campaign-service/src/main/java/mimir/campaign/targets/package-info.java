/**
 * Whom a launch asks. Hosts are known from the hosts topic; the assigned set is resolved and frozen
 * by one statement in the launch transaction, so a host that enrolls later is not in it (T-2).
 *
 * <p>A preview counts the same hosts beforehand (T-4). What it says of connected ones is coarse:
 * last contacts arrive at most every 10 minutes.
 */
package mimir.campaign.targets;
