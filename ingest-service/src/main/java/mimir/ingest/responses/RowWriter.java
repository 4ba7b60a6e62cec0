package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import mimir.ingest.columns.ColumnTables;
import mimir.ingest.columns.SeenColumns;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;

/** Rows into their campaigns' partitions, by COPY, and the names of their columns. */
@ApplicationScoped
class RowWriter {

  private static final String COPY =
      """
      COPY answer_row (campaign_id, host_id, query_id, row_no, columns)
      FROM STDIN (FORMAT binary)
      """;

  private final Jdbi jdbi;
  private final ColumnTables columns;

  RowWriter(Jdbi jdbi, ColumnTables columns) {
    this.jdbi = jdbi;
    this.columns = columns;
  }

  /** The first rows of an answer, those that are kept. */
  record First(Upload upload, long rows) {}

  /** Within a transaction, whose connection takes them. */
  void write(Collection<First> answers) {
    Map<UUID, SeenColumns> seen = new TreeMap<>();
    jdbi.useHandle(
        handle -> {
          try (var copy = copy(handle)) {
            for (First answer : answers) {
              if (answer.rows() > 0) {
                UUID campaignId = answer.upload().campaignId();
                write(answer, copy, seen.computeIfAbsent(campaignId, _ -> new SeenColumns()));
              }
            }
            copy.end();
          } catch (IOException | SQLException e) {
            throw new IllegalStateException("rows could not be copied", e);
          }
        });
    seen.forEach(columns::keep);
  }

  private static RowCopy copy(Handle handle) throws SQLException {
    return new RowCopy(handle.getConnection().unwrap(PGConnection.class).getCopyAPI(), COPY);
  }

  private static void write(First answer, RowCopy copy, SeenColumns seen)
      throws IOException, SQLException {
    Upload.Parts parts = answer.upload().parts();
    if (parts.areAskedFor()) {
      copy.end();
    }
    var from = new long[1];
    parts.each(
        part -> {
          try {
            for (var row : part.rows()) {
              if (from[0] == answer.rows()) {
                break;
              }
              copy.add(part.assignment(), from[0]++, row);
              seen.add(row.keySet());
            }
            if (parts.areAskedFor()) {
              copy.end();
            }
          } catch (IOException | SQLException e) {
            throw new IllegalStateException("rows could not be copied", e);
          }
        });
  }
}
