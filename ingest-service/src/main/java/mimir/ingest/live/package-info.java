/**
 * Live queries as they are followed: each host's answer once, in the order in which the answers
 * became visible.
 *
 * <p>Every answer of a live query gets a place, while the query's counter is held: reading on from
 * the last place misses none, in whichever replica it was stored, and needs no topic.
 */
package mimir.ingest.live;
