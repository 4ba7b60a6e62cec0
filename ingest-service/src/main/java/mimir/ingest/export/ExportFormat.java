package mimir.ingest.export;

import java.util.Arrays;
import java.util.stream.Collectors;
import mimir.contracts.Refused;

/** What a file can be. */
public enum ExportFormat {
  CSV("csv", "text/csv; charset=utf-8; header=present"),
  JSON_LINES("jsonl", "application/x-ndjson"),
  PARQUET("parquet", "application/vnd.apache.parquet");

  private final String extension;
  private final String mediaType;

  ExportFormat(String extension, String mediaType) {
    this.extension = extension;
    this.mediaType = mediaType;
  }

  String extension() {
    return extension;
  }

  String mediaType() {
    return mediaType;
  }

  /** Refuses what is none. */
  public static ExportFormat of(String text) {
    return Arrays.stream(values())
        .filter(format -> format.extension.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                Refused.invalidField(
                    "format",
                    "format is one of "
                        + Arrays.stream(values())
                            .map(ExportFormat::extension)
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}
