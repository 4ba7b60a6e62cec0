package mimir.ingest.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.util.List;
import java.util.stream.Stream;

/** RFC 4180: a header, lines end with CR LF, UTF-8 without a mark. */
final class CsvFile implements RowFile {
  private final CsvWriter csv;
  private final Cells cells;
  private final String[] record;

  CsvFile(OutputStream out, Header header) {
    this.csv =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.CRLF)
            .build(new OutputStreamWriter(out, UTF_8));
    this.cells = new Cells(header);
    this.record = new String[Header.OURS.size() + header.names().size()];
    List<String> names =
        Stream.concat(Header.OURS.stream(), header.names().stream()).map(CsvCell::defused).toList();
    csv.writeRecord(names);
  }

  @Override
  public void add(CutAnswer answer, StoredRow row) throws IOException {
    record[0] = answer.hostId().toString();
    record[1] = CsvCell.defused(answer.hostname());
    record[2] = answer.queryId().toString();
    record[3] = Long.toString(row.rowNo());
    int at = Header.OURS.size();
    for (String cell : cells.of(row)) {
      record[at++] = cell == null ? "" : CsvCell.defused(cell);
    }
    csv.writeRecord(record);
  }

  @Override
  public void end() throws IOException {
    csv.flush();
  }
}
