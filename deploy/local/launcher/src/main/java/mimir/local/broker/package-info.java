/**
 * Kafka as child processes: a broker, a Connect worker, the topics and the outbox connector.
 *
 * <p>Topics come from {@code deploy/topics.yaml} and from nowhere else; the broker makes none by
 * itself. Connect makes its own three internal ones. The connector reads the services' event tables
 * through one publication and one replication slot, and writes each row exactly once for consumers
 * that read committed records only.
 */
package mimir.local.broker;
