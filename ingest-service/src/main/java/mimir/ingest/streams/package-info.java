/**
 * Server-sent events: how many may follow, and what keeps or ends a stream.
 *
 * <p>A stream is a virtual thread that looks five times a second for what is new; it sends an event
 * only when the connection has taken the one before, so a slow reader holds nothing but itself, and
 * is cut. It ends with the token that it was opened with: what the person may do is asked again.
 */
package mimir.ingest.streams;
