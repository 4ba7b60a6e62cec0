package mimir.campaign.guard;

import java.util.List;
import mimir.contracts.guard.OsquerySchema;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** osquery's tables and columns, for the editor's completion. */
@Schema(name = "OsquerySchema")
record SchemaAnswer(
    @Schema(description = "The version of osquery.", examples = "5.23") String version,
    List<Table> tables) {

  @Schema(name = "OsqueryTable")
  record Table(
      String name,
      @Schema(description = "Older names that lead to the same table.") List<String> aliases,
      @Schema(description = "Where it exists: linux, darwin, windows.") List<String> platforms,
      @Schema(description = "Whether its rows are events that osquery has buffered.")
          boolean evented,
      List<Column> columns) {}

  @Schema(name = "OsqueryColumn")
  record Column(
      String name,
      @Schema(description = "As osquery declares it.", examples = "BIGINT") String type,
      @Schema(description = "Without a condition on it the table has no rows.") boolean required,
      @Schema(description = "Only there when it is asked for by name.") boolean hidden,
      List<String> platforms) {}

  static SchemaAnswer of(OsquerySchema schema) {
    return new SchemaAnswer(
        schema.version(), schema.tables().stream().map(SchemaAnswer::table).toList());
  }

  private static Table table(OsquerySchema.Table table) {
    return new Table(
        table.name(),
        table.aliases(),
        table.platforms(),
        table.evented(),
        table.columns().stream()
            .map(
                column ->
                    new Column(
                        column.name(),
                        column.type(),
                        column.required(),
                        column.hidden(),
                        column.platforms()))
            .toList());
  }
}
