package mimir.ingest.export;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mimir.ingest.columns.ColumnTables;
import mimir.ingest.columns.ColumnTables.Columns;

/** Writes the rows of a cut. */
@ApplicationScoped
class RowExport {
  private final ExportTables tables;
  private final RowPages pages;
  private final ColumnTables columns;

  RowExport(ExportTables tables, RowPages pages, ColumnTables columns) {
    this.tables = tables;
    this.pages = pages;
    this.columns = columns;
  }

  /**
   * Whole answers in the order of host and query, their rows as the host sent them. While a page is
   * written the next one is read: in memory are two.
   */
  void write(Cut cut, ExportFormat format, OutputStream out) throws IOException {
    var rows = new CutRows(tables, pages, cut);
    try (var reader = Executors.newVirtualThreadPerTaskExecutor();
        RowFile file = open(cut.campaignId(), format, out)) {
      List<CutRows.Row> page = read(reader.submit(rows::next));
      while (!page.isEmpty()) {
        Future<List<CutRows.Row>> next = reader.submit(rows::next);
        for (CutRows.Row row : page) {
          file.add(row.answer(), row.stored());
        }
        page = read(next);
      }
      file.end();
    }
  }

  private static List<CutRows.Row> read(Future<List<CutRows.Row>> page) throws IOException {
    try {
      return page.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a page of rows could not be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while rows were read");
    }
  }

  /** A column is kept before its rows are: a header that is read now lacks none of the cut's. */
  private RowFile open(UUID campaignId, ExportFormat format, OutputStream out) throws IOException {
    Columns kept = columns.of(campaignId);
    return switch (format) {
      case JSON_LINES -> new JsonLinesFile(out);
      case CSV -> new CsvFile(out, Header.of(kept.names(), kept.leftOut()));
      case PARQUET -> new ParquetFile(out, Header.of(kept.names(), kept.leftOut()));
    };
  }
}
