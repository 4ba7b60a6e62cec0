/**
 * The names of the columns that a campaign's rows have. They are kept beside the rows, so that the
 * header of a table is known without reading all of them.
 */
package mimir.ingest.columns;
