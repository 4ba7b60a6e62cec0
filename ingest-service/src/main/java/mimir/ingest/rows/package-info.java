/** The rows of a campaign: pages by key at any depth, in the order in which hosts sent them. */
package mimir.ingest.rows;
