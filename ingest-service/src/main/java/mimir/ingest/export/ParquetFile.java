package mimir.ingest.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.schema.Type;

/** Rows as an Apache Parquet file: our columns are required, the others are optional texts. */
final class ParquetFile implements RowFile {
  private final Cells cells;
  private final ParquetTable table;

  ParquetFile(OutputStream out, Header header) throws IOException {
    cells = new Cells(header);
    table = new ParquetTable(out, columns(header), Set.of("host_id", "query_id", Header.ROW_NO));
  }

  private static List<Type> columns(Header header) {
    var columns = new ArrayList<Type>();
    for (String name : Header.OURS) {
      columns.add(
          name.equals(Header.ROW_NO)
              ? ParquetTable.requiredNumber(name)
              : ParquetTable.requiredText(name));
    }
    header.names().forEach(name -> columns.add(ParquetTable.optionalText(name)));
    return columns;
  }

  @Override
  public void add(CutAnswer answer, StoredRow row) throws IOException {
    table.text(0, answer.hostId().toString());
    table.text(1, answer.hostname());
    table.text(2, answer.queryId().toString());
    table.number(3, row.rowNo());
    int column = Header.OURS.size();
    for (String cell : cells.of(row)) {
      table.text(column++, cell);
    }
    table.endRecord();
  }

  @Override
  public void end() throws IOException {
    table.end();
  }

  @Override
  public void close() {
    table.close();
  }
}
