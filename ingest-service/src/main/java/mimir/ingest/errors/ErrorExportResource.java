package mimir.ingest.errors;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.ingest.export.Download;
import mimir.ingest.export.ExportFormat;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

@Path("/api/v1/campaigns/{id}/errors/export")
@Authenticated
class ErrorExportResource {
  private final ErrorTables errors;
  private final ErrorExport export;
  private final InstantSource clock;

  ErrorExportResource(ErrorTables errors, ErrorExport export, InstantSource clock) {
    this.errors = errors;
    this.export = export;
    this.clock = clock;
  }

  /**
   * All errors as a file: CSV, JSON Lines or Parquet, by host and query; what ends meanwhile may be
   * missing.
   *
   * @param check only whether it would be refused
   */
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
      @QueryParam("check") @DefaultValue("false") boolean check) {
    var as = ExportFormat.of(format);
    if (!errors.known(id)) {
      throw Refused.notFound("This campaign");
    }
    if (check) {
      return Response.noContent().build();
    }
    return Download.of(
            "mimir-campaign-%s-errors".formatted(id),
            clock.instant(),
            as,
            out -> export.write(id, as, out))
        .build();
  }
}
