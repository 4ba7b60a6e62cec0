/**
 * Stack counts (V-12): how many hosts and rows have each value of a column.
 *
 * <p>The counts of a column are kept from its first call on, together with the snapshot that they
 * are made of; each further call adds what has been stored since, in one statement, so they are
 * exact for the moment at which they are told. Rows of a host that has answered several queries are
 * looked at together, so a host counts once for a value. Once answers were taken back the counts
 * are made anew; after a day in which nobody asked, they are forgotten.
 */
package mimir.ingest.stack;
