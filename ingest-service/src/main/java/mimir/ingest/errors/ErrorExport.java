package mimir.ingest.errors;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import mimir.ingest.errors.ErrorTables.Errored;
import mimir.ingest.errors.ErrorTables.Place;
import mimir.ingest.export.ExportFormat;
import mimir.ingest.export.TextFile;

/** Writes a campaign's errors, read page by page: no snapshot is held while a reader is slow. */
@ApplicationScoped
class ErrorExport {
  private static final int PAGE = 1_000;

  /** As in the list; an end in the ledger has no message. */
  private static final List<String> COLUMNS =
      List.of("host_id", "hostname", "query_id", "reason", "at", "message");

  private final ErrorTables errors;

  ErrorExport(ErrorTables errors) {
    this.errors = errors;
  }

  void write(UUID campaignId, ExportFormat format, OutputStream out) throws IOException {
    try (TextFile file = TextFile.of(format, COLUMNS, COLUMNS.size() - 1, out)) {
      Place after = ErrorTables.START;
      List<Errored> page;
      do {
        page = errors.list(campaignId, after, PAGE);
        for (Errored error : page) {
          file.add(cells(error));
          after = new Place(error.hostId(), error.queryId());
        }
      } while (page.size() == PAGE);
      file.end();
    }
  }

  private static List<String> cells(Errored error) {
    return Arrays.asList(
        error.hostId().toString(),
        error.hostname(),
        error.queryId().toString(),
        error.reason(),
        error.at().toString(),
        error.message());
  }
}
