package mimir.dispatch.assignments;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/** An assignment that ended without an answer. */
record Ended(UUID campaignId, UUID hostId, UUID queryId) {

  static Ended of(ResultSet row, StatementContext ignored) throws SQLException {
    return new Ended(
        row.getObject("campaign_id", UUID.class),
        row.getObject("host_id", UUID.class),
        row.getObject("query_id", UUID.class));
  }
}
