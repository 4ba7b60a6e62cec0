/**
 * A campaign's answers as figures: when they came, and what the query cost the hosts (V-13). Both
 * are counted anew for each call, over the answers of one campaign, which its key finds.
 */
package mimir.ingest.figures;
