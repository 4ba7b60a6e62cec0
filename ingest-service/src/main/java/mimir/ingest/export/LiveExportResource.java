package mimir.ingest.export;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/** Rows of a live query as a file, as those of a campaign. */
@Path("/api/v1/queries/{id}/export")
@Authenticated
class LiveExportResource {
  private final ExportResource export;

  LiveExportResource(ExportResource export) {
    this.export = export;
  }

  @GET
  @RunOnVirtualThread
  public Response export(
      UUID id, @QueryParam("format") String format, @QueryParam("host_id") UUID hostId) {
    return export.export(id, format, hostId);
  }
}
