package mimir.ingest.rows;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import mimir.contracts.runtime.Page;
import mimir.ingest.retention.KeptRows;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns/{id}/rows")
@Authenticated
class RowResource {
  private final RowTables rows;
  private final KeptRows kept;

  RowResource(RowTables rows, KeptRows kept) {
    this.kept = kept;
    this.rows = rows;
  }

  @GET
  public Page<RowTables.Row> page(
      UUID id,
      @QueryParam("host_id") UUID hostId,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    RowTables.Place after = Page.after(cursor, RowTables.Place::parse);
    kept.check(id);
    return Page.of(rows.page(id, hostId, after, limit + 1), limit, RowTables.Place::of);
  }
}
