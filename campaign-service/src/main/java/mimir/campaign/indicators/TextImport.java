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
    List<String> lines = text.lines().toList();
    for (int line = 0; line < lines.size(); line++) {
      String value = lines.get(line).strip();
      if (!value.isEmpty() && !value.startsWith("#")) {
        imported.add(Found.of(line + 1, value));
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
      rows.forEachRemaining(row -> row(new Row(header, row), imported));
    } catch (CsvParseException e) {
      throw Refused.invalidField(VALUE, "The CSV file cannot be read: " + e.getMessage());
    }
    return imported;
  }

  private record Row(List<String> header, CsvRecord record) {
    /** Empty where the row is too short, or the column is not there. */
    String cell(String column) {
      int at = header.indexOf(column);
      return at < 0 || at >= record.getFieldCount() ? "" : record.getField(at).strip();
    }

    int line() {
      return Math.toIntExact(record.getStartingLineNumber());
    }
  }

  private static void row(Row row, Imported imported) {
    String type = row.cell("type");
    String severity = row.cell("severity");
    try {
      imported.add(
          new Found(
              row.line(),
              row.cell(VALUE),
              type.isEmpty() ? null : IndicatorRules.type(type),
              severity.isEmpty() ? null : severity,
              row.cell("description"),
              Arrays.stream(row.cell("tags").split(";", -1))
                  .map(String::strip)
                  .filter(tag -> !tag.isEmpty())
                  .toList()));
    } catch (Refused e) {
      imported.invalid(row.line(), row.cell(VALUE), e.getMessage());
    }
  }

  private TextImport() {}
}
