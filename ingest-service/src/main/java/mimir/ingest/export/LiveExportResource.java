package mimir.ingest.export;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

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
  @APIResponse(responseCode = "204", description = "With check=true: the file can be made")
  @APIResponse(
      responseCode = "200",
      description = "The file",
      content = {
        @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)),
        @Content(mediaType = "application/x-ndjson", schema = @Schema(type = SchemaType.STRING)),
        @Content(
            mediaType = "application/vnd.apache.parquet",
            schema = @Schema(type = SchemaType.STRING, format = "binary"))
      })
  public Response export(
      UUID id,
      @QueryParam("format")
          @Parameter(required = true, schema = @Schema(enumeration = {"csv", "jsonl", "parquet"}))
          String format,
      @QueryParam("host_id") UUID hostId,
      @QueryParam("check") @DefaultValue("false") boolean check) {
    return export.file("query", id, format, hostId, check);
  }
}
