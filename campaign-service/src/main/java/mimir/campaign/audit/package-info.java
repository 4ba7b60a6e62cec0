/**
 * Who changed what, when, and with which key (P-7, P-8): views of the streams, never a log of their
 * own.
 *
 * <p>A campaign's audit is read from its own stream. The audit of everything is kept from the
 * topics that carry the streams of all services: {@link mimir.campaign.audit.AuditConsumer} reads
 * them by their CloudEvents headers and does not know the messages, so a further topic is a name in
 * {@code application.properties}. An event is one row under its own id, however often it is
 * delivered. Compacted topics are read while they are fresh: a group that never falls behind the
 * compaction misses nothing, and what was taken in is never deleted.
 *
 * <p>The detail of an entry is the event's own fields, shortened: long lists become their length
 * and long texts are cut, because a launch names up to 100,000 hosts and the whole of it stands in
 * the stream.
 */
package mimir.campaign.audit;
