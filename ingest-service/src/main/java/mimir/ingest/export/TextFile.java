package mimir.ingest.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.util.List;
import java.util.Set;
import mimir.contracts.MessageCodec;

/** A file of records whose columns are known beforehand, all of them texts. */
public sealed interface TextFile extends AutoCloseable {

  /**
   * @param columns the first so many are in every record
   */
  static TextFile of(ExportFormat format, List<String> columns, int required, OutputStream out)
      throws IOException {
    return switch (format) {
      case CSV -> new Csv(columns, out);
      case JSON_LINES -> new JsonLines(columns, out);
      case PARQUET -> new Parquet(columns, required, out);
    };
  }

  /**
   * @param cells one for each column; null where the record has none
   */
  void add(List<String> cells) throws IOException;

  /** After the last record; the stream itself stays open. */
  void end() throws IOException;

  /** Gives back what is held outside the heap. */
  @Override
  default void close() {}

  /** As {@link CsvFile} writes: RFC 4180, and no cell is a formula. */
  final class Csv implements TextFile {
    private final CsvWriter csv;

    private Csv(List<String> columns, OutputStream out) {
      csv =
          CsvWriter.builder()
              .lineDelimiter(LineDelimiter.CRLF)
              .build(new OutputStreamWriter(out, UTF_8));
      csv.writeRecord(columns);
    }

    @Override
    public void add(List<String> cells) {
      csv.writeRecord(
          cells.stream().map(each -> each == null ? "" : CsvCell.defused(each)).toList());
    }

    @Override
    public void end() throws IOException {
      csv.flush();
    }
  }

  /** One JSON object a line. */
  final class JsonLines implements TextFile {
    private final List<String> columns;
    private final OutputStream out;

    private JsonLines(List<String> columns, OutputStream out) {
      this.columns = columns;
      this.out = out;
    }

    @Override
    public void add(List<String> cells) throws IOException {
      try (JsonGenerator line = MessageCodec.json().createGenerator(out)) {
        line.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        line.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        line.writeStartObject();
        for (int column = 0; column < columns.size(); column++) {
          line.writeStringField(columns.get(column), cells.get(column));
        }
        line.writeEndObject();
      }
      out.write('\n');
    }

    @Override
    public void end() throws IOException {
      out.flush();
    }
  }

  /** Apache Parquet. */
  final class Parquet implements TextFile {
    private final ParquetTable table;

    private Parquet(List<String> columns, int required, OutputStream out) throws IOException {
      table =
          new ParquetTable(
              out,
              columns.stream()
                  .map(
                      name ->
                          columns.indexOf(name) < required
                              ? ParquetTable.requiredText(name)
                              : ParquetTable.optionalText(name))
                  .toList(),
              Set.of(columns.getFirst()));
    }

    @Override
    public void add(List<String> cells) throws IOException {
      for (int column = 0; column < cells.size(); column++) {
        table.text(column, cells.get(column));
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
}
