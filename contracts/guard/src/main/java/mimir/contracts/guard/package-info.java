/**
 * The guard of operators' SQL (G-1 to G-4): one verdict for whoever launches, hands out or claims.
 *
 * <p>SQLite decides, over empty tables that look like osquery's. A text passes when SQLite compiles
 * it twice: as typed over all tables, for the parser's own words; and inside of {@code SELECT *
 * FROM (…)} over the tables that are not denied, where neither a second statement nor anything but
 * a query can stand, and where a denied table is missing. SQLite resolves before it optimises, so
 * that a table is also seen where no row of it would ever be asked for. What SQLite itself never
 * resolves (a CTE that nobody uses, a term that the parser drops before {@code AND 0}) is not read
 * by osquery either, and does not count.
 *
 * <p>Functions are an allow-list; reserved names ({@code sqlite_…}, {@code pragma_…}, modules)
 * never reach SQLite. Nothing is ever run. The work of one statement is bounded by a count made
 * before SQLite sees it ({@code StatementWeight}), because a compilation cannot be interrupted.
 *
 * <p>Nearly, but not quite osquery: hidden columns are shown by {@code *}; a table cannot be called
 * with arguments; {@code temp.} is no prefix. Whether required columns are constrained is the
 * host's matter.
 *
 * <p>The tables, columns, types, platforms and aliases are facts of osquery's published schema,
 * version 5.23; functions and collations are those of its documentation. After a crash or a restart
 * there is nothing to find again: the guard keeps no state.
 */
package mimir.contracts.guard;
