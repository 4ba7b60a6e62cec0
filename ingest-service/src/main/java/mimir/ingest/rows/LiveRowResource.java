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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Rows of a live query, as those of a campaign. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/queries/{id}/rows")
@Authenticated
class LiveRowResource {
  private final RowResource rows;

  LiveRowResource(RowResource rows) {
    this.rows = rows;
  }

  @GET
  @RunOnVirtualThread
  @Parameter(name = "column", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "value", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Parameter(name = "value_key", in = ParameterIn.QUERY, schema = @Schema(type = SchemaType.STRING))
  @Operation(summary = RowResource.SUMMARY, description = RowResource.DESCRIPTION)
  public Page<RowTables.Row> page(
      UUID id,
      @QueryParam("host_id") UUID hostId,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor,
      @Context UriInfo uri) {
    return rows.page(id, hostId, asked, cursor, uri);
  }
}
