/**
 * Whom a launch asks. Hosts are known from the hosts topic; the assigned set is resolved and frozen
 * by one statement in the launch transaction, so a host that enrolls later is not in it (T-2).
 */
package mimir.campaign.targets;
