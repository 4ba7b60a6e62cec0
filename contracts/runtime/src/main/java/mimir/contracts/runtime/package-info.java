/**
 * The mechanisms that every service needs; docs/adr/0003 holds the door policy.
 *
 * <ul>
 *   <li>{@link mimir.contracts.runtime.EventLog}: streams with an expected version. The event row
 *       is the outbox row: Debezium reads the table from the WAL, so what was committed is
 *       published, at least once, in the order of commits.
 *   <li>{@link mimir.contracts.runtime.Outbox}: facts of the moment through the same table.
 *   <li>{@link mimir.contracts.runtime.Inbox}: a batch of messages becomes effects in one
 *       transaction, each message once. A crash before the commit leaves no trace and the batch is
 *       redelivered; a crash after it leaves the inbox rows, and the redelivery changes nothing.
 *       Undecodable bytes go to the dead-letter topic; any other failure is retried in place, so
 *       nothing is skipped.
 *   <li>{@link mimir.contracts.runtime.TopicFollower}: the whole of a compacted topic in the memory
 *       of every replica (flags; what dispatch-service must know at once).
 *   <li>{@link mimir.contracts.runtime.Operator}: who asks and what they may do, from a token that
 *       this service verified itself.
 *   <li>{@link mimir.contracts.runtime.Retention}: what nobody can ask for any more is forgotten;
 *       events of streams never are.
 *   <li>{@link mimir.contracts.runtime.Problems}: a refusal becomes application/problem+json.
 *   <li>{@link mimir.contracts.runtime.WireDocument}: the OpenAPI document says what is on the
 *       wire. Names are as Jackson writes them; a component that may be null says so in its
 *       {@code @Schema}.
 * </ul>
 */
package mimir.contracts.runtime;
