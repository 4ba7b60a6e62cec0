package mimir.ingest.export;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Rows by their key, by COPY: text and result sets cost several times as much. */
@ApplicationScoped
class RowPages {
  private static final int ROWS_MAX = 10_000;
  private static final int FIRST_ROWS = 1_000;

  /** From page to page, of the rows that are asked for. */
  private static final int GROWTH_MAX = 10;

  /** Of a page, and one row more: a row is at most half a megabyte. */
  private static final int BYTES_MAX = 4 * 1024 * 1024;

  // COPY takes no parameters: ids and numbers stand in for the names, so that no text reaches it.
  // A running sum that ends a page by its bytes would take as long as all the rest. Breaking off a
  // COPY is no way either: its cancel may reach whoever has the connection next.
  private static final String COPY =
      """
      COPY (
          SELECT host_id, query_id, row_no, columns
          FROM answer_row
          WHERE campaign_id = ':campaign_id'
            AND (host_id, query_id, row_no) > (':after_host', ':after_query', :after_row_no)
            AND (host_id, query_id) <= (':last_host', ':last_query')
          ORDER BY host_id, query_id, row_no
          LIMIT :limit)
      TO STDOUT (FORMAT binary)
      """;

  private final Jdbi jdbi;

  RowPages(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** A row's key. */
  record Place(UUID hostId, UUID queryId, long rowNo) {
    /** Before all rows of the answer. */
    static Place before(CutAnswer answer) {
      return new Place(answer.hostId(), answer.queryId(), -1);
    }

    static Place of(StoredRow row) {
      return new Place(row.hostId(), row.queryId(), row.rowNo());
    }
  }

  /** Reads on from where it is. */
  final class Reader {
    private final UUID campaignId;
    private int limit = FIRST_ROWS;

    private Reader(UUID campaignId) {
      this.campaignId = campaignId;
    }

    /**
     * Rows behind the place, up to those of the last answer; none when there are no more.
     *
     * <p>As many are asked for as would have fitted into the page before, and not many times more
     * than that had: what comes beyond a page's bytes was sent in vain.
     */
    List<StoredRow> next(Place after, CutAnswer last) {
      List<StoredRow> rows = read(sql(campaignId, after, last, limit));
      long bytes = rows.stream().mapToLong(row -> row.columns().length).sum();
      if (bytes > 0) {
        long fitting = BYTES_MAX * (long) rows.size() / bytes;
        limit = Math.clamp(fitting, 1, Math.min(ROWS_MAX, GROWTH_MAX * limit));
      }
      return rows;
    }
  }

  Reader of(UUID campaignId) {
    return new Reader(campaignId);
  }

  private static String sql(UUID campaignId, Place after, CutAnswer last, int limit) {
    var sql = COPY;
    for (var value :
        Map.of(
                ":campaign_id", campaignId,
                ":after_host", after.hostId(),
                ":after_query", after.queryId(),
                ":after_row_no", after.rowNo(),
                ":last_host", last.hostId(),
                ":last_query", last.queryId(),
                ":limit", limit)
            .entrySet()) {
      sql = sql.replace(value.getKey(), value.getValue().toString());
    }
    return sql;
  }

  private List<StoredRow> read(String sql) {
    return jdbi.withHandle(
        handle -> {
          try {
            return read(handle.getConnection().unwrap(PGConnection.class), sql);
          } catch (SQLException e) {
            throw new IllegalStateException("rows could not be read", e);
          }
        });
  }

  private static List<StoredRow> read(PGConnection connection, String sql) throws SQLException {
    CopyOut copy = connection.getCopyAPI().copyOut(sql);
    var decoder = new CopiedRows();
    var rows = new ArrayList<StoredRow>();
    var bytes = new long[1];
    byte[] message;
    while ((message = copy.readFromCopy()) != null) {
      decoder.decode(
          message,
          row -> {
            if (bytes[0] < BYTES_MAX) {
              rows.add(row);
              bytes[0] += row.columns().length;
            }
          });
    }
    return rows;
  }
}
