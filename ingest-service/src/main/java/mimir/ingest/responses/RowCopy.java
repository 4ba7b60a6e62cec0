package mimir.ingest.responses;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import mimir.contracts.ingest.ResultPart;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * Rows on their way into the database, which stores them while the next ones are encoded. Nothing
 * else can be asked on the connection until they are {@link #end}ed.
 */
final class RowCopy implements AutoCloseable {
  private final CopyManager manager;
  private final String sql;
  private final BinaryRows rows = new BinaryRows();
  private CopyIn copy;

  RowCopy(CopyManager manager, String sql) {
    this.manager = manager;
    this.sql = sql;
  }

  /**
   * @param rowNo 0-based, in the order in which the host sent them
   */
  void add(ResultPart.Assignment assignment, long rowNo, Map<String, String> columns)
      throws IOException, SQLException {
    rows.add(assignment, rowNo, columns);
    if (rows.full()) {
      send(rows.take());
    }
  }

  /** Returns when those that were added are stored; others may follow. */
  void end() throws IOException, SQLException {
    if (copy != null || !rows.isEmpty()) {
      send(rows.end());
      copy.endCopy();
      copy = null;
    }
  }

  private void send(byte[] bytes) throws SQLException {
    if (copy == null) {
      copy = manager.copyIn(sql);
    }
    copy.writeToCopy(bytes, 0, bytes.length);
  }

  /** What was not ended is given up, and the transaction with it. */
  @Override
  public void close() throws IOException, SQLException {
    rows.close();
    if (copy != null && copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
