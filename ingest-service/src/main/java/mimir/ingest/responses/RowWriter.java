package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import mimir.ingest.columns.ColumnTables;
import mimir.ingest.columns.SeenColumns;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

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

  /**
   * In pieces of some size: nothing else could be asked on the connection while a COPY goes on, and
   * the parts of a large answer are read one by one.
   */
  void write(Collection<First> answers) {
    var rows = new BinaryRows();
    Map<UUID, SeenColumns> seen = new TreeMap<>();
    for (First answer : answers) {
      if (answer.rows() > 0) {
        write(
            answer,
            rows,
            seen.computeIfAbsent(answer.upload().campaignId(), _ -> new SeenColumns()));
      }
    }
    copy(rows);
    seen.forEach(columns::keep);
  }

  private void write(First answer, BinaryRows rows, SeenColumns seen) {
    var from = new long[1];
    answer
        .upload()
        .parts()
        .each(
            part -> {
              try {
                for (var row : part.rows()) {
                  if (from[0] == answer.rows()) {
                    return;
                  }
                  rows.add(part.assignment(), from[0]++, row);
                  seen.add(row.keySet());
                }
              } catch (IOException e) {
                throw new UncheckedIOException("a row of texts can be written", e);
              }
              if (rows.full()) {
                copy(rows);
              }
            });
  }

  private void copy(BinaryRows rows) {
    if (rows.isEmpty()) {
      return;
    }
    byte[] bytes = rows.take();
    jdbi.useHandle(
        handle -> {
          try {
            CopyIn copy =
                handle.getConnection().unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
            try {
              copy.writeToCopy(bytes, 0, bytes.length);
              copy.endCopy();
            } finally {
              if (copy.isActive()) {
                copy.cancelCopy();
              }
            }
          } catch (SQLException e) {
            throw new IllegalStateException("rows could not be copied", e);
          }
        });
  }
}
