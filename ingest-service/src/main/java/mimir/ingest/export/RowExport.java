package mimir.ingest.export;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import mimir.ingest.columns.ColumnTables;
import mimir.ingest.columns.ColumnTables.Columns;
import mimir.ingest.export.RowPages.Place;

/** Writes the rows of a cut. */
@ApplicationScoped
class RowExport {
  /** Answers whose rows are read together. */
  private static final int ANSWERS_MAX = 5_000;

  private final ExportTables tables;
  private final RowPages pages;
  private final ColumnTables columns;

  RowExport(ExportTables tables, RowPages pages, ColumnTables columns) {
    this.tables = tables;
    this.pages = pages;
    this.columns = columns;
  }

  /** Whole answers in the order of host and query, their rows as the host sent them. */
  void write(Cut cut, ExportFormat format, OutputStream out) throws IOException {
    RowPages.Reader reader = pages.of(cut.campaignId());
    try (RowFile file = open(cut.campaignId(), format, out)) {
      CutAnswer after = null;
      List<CutAnswer> answers;
      do {
        answers = tables.answers(cut, after, ANSWERS_MAX);
        if (!answers.isEmpty()) {
          writeRows(reader, answers, file);
          after = answers.getLast();
        }
      } while (answers.size() == ANSWERS_MAX);
      file.end();
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

  /** Between those of the cut there are others, stored later; they are passed over. */
  private static void writeRows(RowPages.Reader reader, List<CutAnswer> answers, RowFile file)
      throws IOException {
    Iterator<CutAnswer> ahead = answers.iterator();
    CutAnswer answer = ahead.next();
    List<StoredRow> rows = reader.next(Place.before(answer), answers.getLast());
    while (!rows.isEmpty()) {
      for (StoredRow row : rows) {
        while (before(answer, row) && ahead.hasNext()) {
          answer = ahead.next();
        }
        if (answer.is(row.hostId(), row.queryId())) {
          file.add(answer, row);
        }
      }
      rows = reader.next(Place.of(rows.getLast()), answers.getLast());
    }
  }

  /** In the order of PostgreSQL, which compares ids as bytes. */
  private static boolean before(CutAnswer answer, StoredRow row) {
    int hosts = compare(answer.hostId(), row.hostId());
    return hosts < 0 || (hosts == 0 && compare(answer.queryId(), row.queryId()) < 0);
  }

  private static int compare(UUID one, UUID other) {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }
}
