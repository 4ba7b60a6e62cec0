package mimir.ingest.export;

/** Cells of CSV files, which people open with spreadsheets. */
final class CsvCell {
  /** What a spreadsheet takes for the beginning of a formula, or skips on its way to one. */
  private static final String DANGEROUS = "=+-@\t\r\0";

  /**
   * With an apostrophe before it, when the cell would be a formula otherwise.
   *
   * <p>Source: OWASP, "CSV Injection". A negative number gets one too: {@code -1+cmd()} begins like
   * one. JSON Lines and Parquet have the cells as they are.
   */
  static String defused(String cell) {
    return cell.isEmpty() || DANGEROUS.indexOf(cell.charAt(0)) < 0 ? cell : "'" + cell;
  }

  private CsvCell() {}
}
