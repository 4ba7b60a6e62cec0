/**
 * The guard of operators' SQL, as this service has it: one {@code SqlGuard} over osquery's bundled
 * tables and {@code MIMIR_SQL_DENY_LIST}, the check that the editor asks for, and the schema that
 * it completes from.
 *
 * <p>The verdict itself is {@code contracts/guard}'s, so that what is accepted here is accepted
 * when it is handed out (G-4). A deny-list that names no table of osquery stops the start: a slip
 * of the pen must not leave a table open. Nothing here is stored; after a crash there is nothing to
 * find.
 */
package mimir.campaign.guard;
