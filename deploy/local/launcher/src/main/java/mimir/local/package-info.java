/**
 * The local stack: all of Mimir on one machine, started by one command.
 *
 * <pre>
 *   PostgreSQL ─┬─ databases ─┬─ Connect ──────────────────┬─ publication, connector ─┐
 *   Kafka ──────┴─ topics ────┴─ services and the gateway ─┘                          │
 *                              enrollment secret ─ fleet ─ ready ─────────────────────┘
 * </pre>
 *
 * <p>Everything listens on loopback. Everything that is kept is below one data folder, which one
 * stack at a time may use. A part that dies ends the stack, with the part's name and the end of its
 * log; a service may be started again instead ({@code --restart}). A stop goes through the parts in
 * reverse order. When the launcher itself is killed, its parts end too; the next start recovers.
 */
package mimir.local;
