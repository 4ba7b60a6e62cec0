/**
 * Matches and the alerts that they raise, which are one row (INV-8).
 *
 * <p>An alert is written in the transaction that stores the answer, with its message for the topic
 * {@code alerts}: a Detection Finding of OCSF. Its id follows from the launch, the host and the
 * indicator, and a unique key holds them together, so no redelivery and no second answer of the
 * host raises it again; a second answer only adds to its rows. It is raised after the campaign's
 * counter was changed, in every transaction alike, so that two of them never wait for each other.
 *
 * <p>What was raised stays raised: a stop with discard takes an answer and its rows back, and not
 * what somebody was alerted of. The evidence stays too, when rows are dropped.
 *
 * <p>Who follows alerts gets each again when it has changed. How far a reader is, is a snapshot of
 * the database (see {@link mimir.ingest.alerts.AlertChanges}).
 */
package mimir.ingest.alerts;
