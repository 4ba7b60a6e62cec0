package mimir.ingest.rows;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import mimir.contracts.runtime.Page;

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
  public Page<RowTables.Row> page(
      UUID id,
      @QueryParam("host_id") UUID hostId,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    return rows.page(id, hostId, asked, cursor);
  }
}
