/**
 * Saved queries: one stream each.
 *
 * <pre>
 *   create ──> saved ──change──> saved ──delete──> gone
 * </pre>
 *
 * <p>Anybody who is signed in may save a query and is its owner; the owner and admins change and
 * delete it (P-6). An event and the row of the read table are written in one transaction, under the
 * stream's lock, so two changes at once decide one after the other and the later one holds. A
 * deleted query has no row, and its id is never used again; only its events stay. A launch copies
 * the SQL (L-3), so nothing that is launched ever depends on what happens here.
 *
 * <p>A scope may name 100,000 hosts, and an event has to fit into a Kafka record: the ids that do
 * not fit follow in {@code SavedQueryScopeExtended} events of the same transaction. Rows are made
 * by the same fold of events that the rules decide upon, so they can be dropped and made again.
 */
package mimir.campaign.queries;
