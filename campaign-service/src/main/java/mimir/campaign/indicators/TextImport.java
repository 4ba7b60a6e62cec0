package mimir.campaign.indicators;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import mimir.campaign.indicators.Imported.Found;
import mimir.contracts.Refused;

/** Values one per line, or in a column of a table. */
final class TextImport {
  private static final String VALUE = "value";

  private static final CsvReader.CsvReaderBuilder CSV =
      CsvReader.builder()
          .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
          .extraFieldStrategy(FieldMismatchStrategy.IGNORE);

  /** Blank lines, and what begins with a #, are nothing. */
  static Imported lines(String text) {
    var imported = new Imported();
    int line = 0;
    for (Iterator<String> lines = text.lines().iterator(); lines.hasNext(); ) {
      String value = lines.next().strip();
      line++;
      if (!value.isEmpty() && !value.startsWith("#")) {
        imported.add(Found.of(line, value));
      }
    }
    return imported;
  }

  /**
   * With a header: value, and if they are there type, severity, description and tags, which are
   * separated by semicolons. Other columns are passed over.
   */
  static Imported csv(String text) {
    var imported = new Imported();
    try {
      Iterator<CsvRecord> rows = CSV.ofCsvRecord(text).iterator();
      List<String> header =
          rows.hasNext()
              ? rows.next().getFields().stream()
                  .map(name -> name.strip().toLowerCase(Locale.ROOT))
                  .toList()
              : List.of();
      if (header.stream().filter(VALUE::equals).count() != 1) {
        throw Refused.invalidField(VALUE, "The first line of a CSV file names one column value.");
      }
      var columns = new Columns(header);
      rows.forEachRemaining(row -> row(new Row(columns, row), imported));
    } catch (CsvParseException e) {
      throw Refused.invalidField(VALUE, "The CSV file cannot be read: " + e.getMessage());
    }
    return imported;
  }

  /** Where each column stands; below 0 where it is not there. */
  private record Columns(int value, int type, int severity, int description, int tags) {
    private Columns(List<String> header) {
      this(
          header.indexOf(VALUE),
          header.indexOf("type"),
          header.indexOf("severity"),
          header.indexOf("description"),
          header.indexOf("tags"));
    }
  }

  private record Row(Columns columns, CsvRecord record) {
    /** Empty where the row is too short, or the column is not there. */
    String cell(int column) {
      return column < 0 || column >= record.getFieldCount() ? "" : record.getField(column).strip();
    }

    int line() {
      return Math.toIntExact(record.getStartingLineNumber());
    }
  }

  private static void row(Row row, Imported imported) {
    String type = row.cell(row.columns().type());
    String severity = row.cell(row.columns().severity());
    try {
      imported.add(
          new Found(
              row.line(),
              row.cell(row.columns().value()),
              type.isEmpty() ? null : IndicatorRules.type(type),
              severity.isEmpty() ? null : severity,
              row.cell(row.columns().description()),
              Arrays.stream(row.cell(row.columns().tags()).split(";", -1))
                  .map(String::strip)
                  .filter(tag -> !tag.isEmpty())
                  .toList()));
    } catch (Refused e) {
      imported.invalid(row.line(), row.cell(row.columns().value()), e.getMessage());
    }
  }

  private TextImport() {}
}
