package mimir.ingest.export;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import mimir.ingest.retention.KeptRows;

@Path("/api/v1/campaigns/{id}/export")
@Authenticated
class ExportResource {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final DateTimeFormatter NAME_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

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
   */
  @GET
  @RunOnVirtualThread
  public Response export(
      UUID id, @QueryParam("format") String format, @QueryParam("host_id") UUID hostId) {
    var as = ExportFormat.of(format);
    kept.check(id);
    Cut cut = tables.cut(id, hostId);
    StreamingOutput body =
        out -> {
          var buffered = new BufferedOutputStream(out, BUFFER_BYTES);
          export.write(cut, as, buffered);
          buffered.flush();
        };
    return Response.ok(body)
        .header(HttpHeaders.CONTENT_TYPE, as.mediaType())
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name(cut, as) + "\"")
        .header("Mimir-Rows", cut.rows())
        .build();
  }

  private static String name(Cut cut, ExportFormat format) {
    return "mimir-campaign-%s%s-%s.%s"
        .formatted(
            cut.campaignId(),
            cut.hostId() == null ? "" : "-host-" + cut.hostId(),
            NAME_TIME.format(cut.at()),
            format.extension());
  }
}
