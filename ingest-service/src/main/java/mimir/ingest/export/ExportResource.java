package mimir.ingest.export;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import mimir.ingest.retention.KeptRows;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

@Path("/api/v1/campaigns/{id}/export")
@Authenticated
class ExportResource {
  private final ExportTables tables;
  private final RowExport export;
  private final KeptRows kept;

  ExportResource(ExportTables tables, RowExport export, KeptRows kept) {
    this.kept = kept;
    this.tables = tables;
    this.export = export;
  }

  /**
   * All rows that are kept, as a file; the answers that came until it was asked for, whole, and no
   * others: the file's name tells the time, and {@code Mimir-Rows} how many rows there are.
   *
   * <p>When it cannot be finished the connection is broken off, so that no reader takes a half for
   * the whole.
   *
   * @param check only whether it would be refused: a browser that saves a file tells nobody why not
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
      @QueryParam("host_id") UUID hostId,
      @QueryParam("check") @DefaultValue("false") boolean check) {
    return file("campaign", id, format, hostId, check);
  }

  /**
   * @param what the file's name says the rows are of
   */
  Response file(String what, UUID id, String format, UUID hostId, boolean check) {
    var as = ExportFormat.of(format);
    kept.check(id);
    if (check) {
      return Response.noContent().build();
    }
    Cut cut = tables.cut(id, hostId);
    var name = "mimir-%s-%s%s".formatted(what, id, hostId == null ? "" : "-host-" + hostId);
    return Download.of(name, cut.at(), as, out -> export.write(cut, as, out))
        .header("Mimir-Rows", cut.rows())
        .build();
  }
}
