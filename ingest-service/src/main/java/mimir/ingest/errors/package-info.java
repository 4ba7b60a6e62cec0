/**
 * A campaign's errors (V-13): what osquery answered with a status other than 0, and what ended in
 * the ledger without an answer. An accepted answer outranks such an end, whichever came first.
 *
 * <p>As a file it is read page by page: it holds each error that is there from its beginning to its
 * end, once; of those that come or go meanwhile perhaps some.
 */
package mimir.ingest.errors;
