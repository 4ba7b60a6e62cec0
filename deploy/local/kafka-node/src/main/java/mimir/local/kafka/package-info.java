/**
 * The two child processes that Kafka needs on one machine: a broker and a Connect worker.
 *
 * <p>Both end with the process that started them: it keeps their standard input open, and end of
 * file there means that it is gone, whatever killed it. Neither needs any preparation of its
 * folders; the broker formats an empty one by itself and takes an old one as it is.
 */
package mimir.local.kafka;
