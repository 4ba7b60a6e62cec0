/**
 * A campaign's errors (V-13): what osquery answered with a status other than 0, and what ended in
 * the ledger without an answer. An accepted answer outranks such an end, whichever came first.
 */
package mimir.ingest.errors;
