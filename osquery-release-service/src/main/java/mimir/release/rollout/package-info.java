/**
 * How a rollout goes (O-12): which hosts were offered a release, which run it, which failed to
 * install it, and which were not heard of any more after the offer.
 */
package mimir.release.rollout;
