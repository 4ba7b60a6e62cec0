/**
 * When a host that has work may claim it.
 *
 * <p>The first poll after an absence publishes {@code AgentConnected}. The reconnect consumer (one
 * group over all replicas) looks into the ledger and announces the hosts that have work; so a host
 * gets its work after any absence, whatever a replica's memory had lost. The claim itself happens
 * in the host's own read, and only when {@link mimir.dispatch.reconnect.Pace} lets it: its own
 * jitter after the reconnect is over, and the service-wide bucket has a token for each assignment
 * that one read may claim. A host that is held back gets an empty read and {@code accelerate};
 * nothing is dropped. Where hosts whose network came back at one moment would go on polling
 * at one moment, every five seconds, and use the tokens of that moment only, some such replies are
 * put off by six tenths of a second at most ({@link mimir.dispatch.reconnect.Spread}), until the
 * hosts' polls come evenly.
 *
 * <p>The bucket is one row in PostgreSQL. Replicas take shares of a few tokens that are void after
 * {@link mimir.dispatch.reconnect.Pace#SHARE_TTL}; the bucket's capacity is smaller than the burst
 * by what shares can hold back, so that claims in any window stay under rate × t + burst over all
 * replicas (INV-13). The clock of the bucket is PostgreSQL's: replicas may disagree about the time.
 */
package mimir.dispatch.reconnect;
