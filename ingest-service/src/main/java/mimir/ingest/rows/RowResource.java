package mimir.ingest.rows;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import mimir.contracts.runtime.Page;
import mimir.ingest.columns.ColumnTables;
import mimir.ingest.retention.KeptRows;
import mimir.ingest.rows.RowTables.Place;
import mimir.ingest.rows.RowTables.Row;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns/{id}/rows")
@Authenticated
class RowResource {
  static final String SUMMARY = "The rows, or those that have a value in a column";
  static final String DESCRIPTION =
      """
      value is the whole text, with column; rows without the column do not have it. Instead of it
      value_key may be given, which a stack tells of each of its values: for a value that is too
      long for an address, and, empty, for the rows without the column. While rows are looked
      through for a value, a page may hold fewer of them than asked for, or none: the end is where
      next_cursor is null.
      """;

  private final RowTables rows;
  private final ColumnTables columns;
  private final KeptRows kept;

  RowResource(RowTables rows, ColumnTables columns, KeptRows kept) {
    this.kept = kept;
    this.columns = columns;
    this.rows = rows;
  }

  @GET
  @RunOnVirtualThread
  @Parameter(name = "column", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "value", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "value_key", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Operation(summary = SUMMARY, description = DESCRIPTION)
  public Page<Row> page(
      UUID id,
      @QueryParam("host_id") UUID hostId,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor,
      @Context UriInfo uri) {
    int limit = Page.limit(asked);
    Place after = Page.after(cursor, text -> place(text, hostId));
    var sought = Sought.of(uri.getQueryParameters());
    kept.check(id);
    if (sought == null) {
      return Page.of(rows.page(id, hostId, after, limit + 1), limit, Place::of);
    }
    columns.check(id, sought.column());
    var looked = rows.having(id, hostId, sought, after, limit + 1);
    return looked.found().size() > limit || looked.until() == null
        ? Page.of(looked.found(), limit, Place::of)
        : Page.until(looked.found(), looked.until().toString());
  }

  /** Of a list of other hosts it would go on there. */
  private static Place place(String text, UUID hostId) {
    Place place = Place.parse(text);
    if (hostId != null && !place.hostId().equals(hostId)) {
      throw new IllegalArgumentException("a place of another host");
    }
    return place;
  }
}
