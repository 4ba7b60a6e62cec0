package mimir.ingest.rows;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import mimir.ingest.columns.ColumnTables;
import mimir.ingest.retention.KeptRows;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What rows can be stacked and sought by. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns/{id}/columns")
@Authenticated
class ColumnResource {
  private final ColumnTables columns;
  private final KeptRows kept;

  ColumnResource(ColumnTables columns, KeptRows kept) {
    this.columns = columns;
    this.kept = kept;
  }

  /**
   * In the order of an export's header: that in which the rows have them.
   *
   * @param items at most {@link ColumnTables#KEPT_MAX}
   * @param truncated whether rows have columns that are not among them
   */
  @Schema(name = "ColumnNames")
  record Names(List<String> items, boolean truncated) {}

  @GET
  @Operation(summary = "The names of the columns of all rows")
  public Names names(UUID id) {
    kept.check(id);
    var names = columns.of(id);
    return new Names(names.names(), names.leftOut());
  }
}
