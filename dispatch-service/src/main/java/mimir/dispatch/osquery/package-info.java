/**
 * The agents' door: osquery's TLS remote API on a listener of its own.
 *
 * <p>osquery ignores the HTTP status and reads only the body, so every reply is JSON: {@code {}} or
 * an answer when we have done what was asked, {@code {"node_invalid":true}} when the node key is
 * nobody's, and {@code {"error":…}} whenever something was not stored: osquery then keeps its
 * results and sends them again. An empty body would make it throw them away.
 *
 * <ul>
 *   <li>read: who has no work is answered from memory on the event loop, without SQL. Who has work
 *       claims it in a virtual thread, one assignment a read, under the {@link
 *       mimir.dispatch.reconnect.Pacer}.
 *   <li>write: the body is taken in whole ({@link mimir.dispatch.osquery.Spool}), read as a stream,
 *       and only when all of it is as it should be the answer of each lease is cut into parts that
 *       are produced with acks=all; only then is the lease marked answered, and only then is the
 *       agent told {@code {}}. A crash in between: the agent sends again and ingest-service drops
 *       the second upload. Unknown, foreign and finished ids are acknowledged and counted; every
 *       other no is a {@link mimir.dispatch.osquery.Refusal}, told as an error and counted.
 *   <li>log: the body is taken in as a write's is, with bounds and turns of its own; every line is
 *       a record of its own on agent-logs, durable before {@code {}}. After a failure in the middle
 *       the agent sends all again: some lines come twice, in their order. A line that is too large
 *       for a record, that is no object, or that is too deep or has too long a number is dropped
 *       and counted, because refused it would come for ever, and all others with it. Only what the
 *       parser cannot pass over refuses the whole body: more than 1,000 levels, a name above 4,096
 *       characters or too many names, a number above 1 MiB, or what is no JSON.
 *   <li>config: the operators' file as it was at the start; at most 4 MiB, because osquery refuses
 *       a reply of 8.
 *   <li>osquery hangs up after 16 s. What was claimed for a read that does not arrive is given back
 *       at once and costs no attempt. A write is finished all the same; a second one of the host is
 *       refused meanwhile, and a duplicate afterwards.
 *   <li>Memory: no row is kept. Bodies wait in memory or in files, each under a bound for all;
 *       beyond it an agent is told to come again. A slow sender holds what it has sent, for a
 *       bounded time, and no thread. Small bodies have a bound for all of them too, those of
 *       enrollments apart from those of polls; who is over it is closed. A row that no message can
 *       carry ends its answer as errored: sent again it would never fit.
 *   <li>Connections: so many and no more; who sends its headers or a small body byte by byte is cut
 *       off ({@link mimir.dispatch.osquery.AgentConnections}). One claim of a host goes on at a
 *       time; another read meanwhile is empty. A key of nobody costs one look a minute, and an
 *       address with many of them is told to wait with an error, not with {@code node_invalid}: a
 *       host may share it.
 *   <li>One event loop for each core. The one reply that may have no body is Vert.x's own 501 to a
 *       version of HTTP that is neither 1.0 nor 1.1, which no osquery speaks. A certificate that
 *       was renewed is taken without a restart.
 *   <li>The carver is not served: an unknown address is an error.
 *   <li>The host is who the node key says, never what the body says; a lease belongs to the host
 *       and not to the key, so an answer after a re-enrollment is accepted.
 *   <li>A redelivered write finds the assignment answered and changes nothing. The agent's clock is
 *       believed only within bounds ({@link mimir.dispatch.osquery.ReportedAt}).
 * </ul>
 */
package mimir.dispatch.osquery;
