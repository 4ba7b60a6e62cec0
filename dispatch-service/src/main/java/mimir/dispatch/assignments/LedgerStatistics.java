package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * What PostgreSQL knows of the ledger's size. Claims and answers keep their plans, and a plan that
 * was made for a ledger of some rows reads all of it, for each host, once a launch has filled it.
 * PostgreSQL's own look comes up to a minute later, and the first polls at once.
 */
@ApplicationScoped
class LedgerStatistics {
  private static final Logger LOG = Logger.getLogger(LedgerStatistics.class);

  private static final String OUTGROWN =
      """
      SELECT pg_relation_size(oid) / CAST(current_setting('block_size') AS bigint)
               > 2 * relpages + 8
      FROM pg_class
      WHERE oid = CAST('assignment' AS regclass)
      """;

  // Every session plans anew after it. Somebody else who does so, or a vacuum, is not waited for.
  private static final String ANALYZE = "ANALYZE (SKIP_LOCKED) assignment";

  private final Jdbi jdbi;

  LedgerStatistics(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * To be called when assignments have been committed. It is advice: without a database nothing
   * happens, and PostgreSQL's own look comes later.
   *
   * @return whether the ledger had more than doubled, and was looked at
   */
  boolean refresh() {
    try {
      return jdbi.withHandle(
          handle -> {
            boolean outgrown = handle.createQuery(OUTGROWN).mapTo(Boolean.class).one();
            if (outgrown) {
              handle.execute(ANALYZE);
            }
            return outgrown;
          });
    } catch (RuntimeException e) {
      LOG.warnf("the ledger's statistics are not fresh: %s", e.getMessage());
      return false;
    }
  }
}
