/**
 * A campaign's rows as a file: CSV, JSON Lines or Parquet (V-12).
 *
 * <p>A file is a consistent cut: the answers that were committed when it began, whole, and no
 * others, however long the reader takes. No snapshot is held open for that, which would keep vacuum
 * from its work in the whole database: each answer names the transaction that stored it, and the
 * cut is the text of a snapshot that those are compared with. What is taken back meanwhile (a stop
 * with discard, rows that are dropped) is missing; a reader sees that by the count that it was told
 * in the beginning.
 *
 * <p>Memory: rows are read by their key in pages of some megabytes, one ahead of the one that is
 * written; while a slow reader takes its time, no connection to the database is held.
 */
package mimir.ingest.export;
