package mimir.campaign.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import mimir.campaign.audit.AuditTables.Filter;
import mimir.campaign.audit.AuditTables.Position;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Operator;
import mimir.contracts.runtime.Page;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What anybody changed in any service: a list, or all of it as JSON Lines. */
@Path("/api/v1/audit")
@RolesAllowed(Operator.ADMIN)
class AuditResource {
  private static final String JSON_LINES = "application/x-ndjson";

  private final AuditTables tables;
  private final ObjectMapper json;

  AuditResource(AuditTables tables, ObjectMapper json) {
    this.tables = tables;
    this.json = json;
  }

  /** A page of them: an annotation names no type with a parameter. */
  @Schema(name = "PageAuditEntry")
  record AuditPage(List<AuditEntry> items, @Schema(nullable = true) String nextCursor) {}

  /**
   * With {@code format=jsonl}, or when only JSON Lines are accepted, the whole of it.
   *
   * @param check only whether the whole would be refused
   */
  @GET
  @Produces({MediaType.APPLICATION_JSON, JSON_LINES})
  @APIResponse(responseCode = "204", description = "With check=true: the whole can be had")
  @APIResponse(
      responseCode = "200",
      description = "A page, or all of it",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = AuditPage.class)),
        @Content(mediaType = JSON_LINES, schema = @Schema(type = SchemaType.STRING))
      })
  public Response list(
      @QueryParam("actor") String actor,
      @QueryParam("action") String action,
      @QueryParam("since") @Schema(format = "date-time") String since,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor,
      @QueryParam("format") @Schema(enumeration = {"json", "jsonl"}) String format,
      @QueryParam("check") @DefaultValue("false") boolean check,
      @Parameter(hidden = true) @HeaderParam("Accept") String accept) {
    var filter = new Filter(text("actor", actor), text("action", action), since(since));
    if (isExport(format, accept)) {
      if (check) {
        return Response.noContent().build();
      }
      return Response.ok((StreamingOutput) out -> export(filter, out), JSON_LINES)
          .header("Content-Disposition", "attachment; filename=\"mimir-audit.jsonl\"")
          .build();
    }
    int limit = Page.limit(asked);
    var entries = tables.page(filter, Page.after(cursor, Position::parse), limit + 1);
    return Response.ok(
            Page.of(entries, limit, last -> Position.of(last).text()),
            MediaType.APPLICATION_JSON_TYPE)
        .build();
  }

  /** A page in memory at a time, and no connection to the database while a slow reader reads. */
  private void export(Filter filter, OutputStream out) throws IOException {
    Position after = null;
    List<AuditEntry> page;
    do {
      page = tables.page(filter, after, Page.LIMIT_MAX);
      for (AuditEntry entry : page) {
        out.write(json.writeValueAsBytes(entry));
        out.write('\n');
        after = Position.of(entry);
      }
      out.flush();
    } while (page.size() == Page.LIMIT_MAX);
  }

  private static boolean isExport(String format, String accept) {
    if (format == null || format.isEmpty()) {
      return accept != null && accept.strip().toLowerCase(Locale.ROOT).startsWith(JSON_LINES);
    }
    return switch (format) {
      case "jsonl" -> true;
      case "json" -> false;
      default -> throw Refused.invalidField("format", "format is json or jsonl.");
    };
  }

  private static Instant since(String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      Instant since = OffsetDateTime.parse(text).toInstant();
      if (AuditTables.keeps(since)) {
        return since;
      }
    } catch (DateTimeException e) {
      // Falls through to the refusal.
    }
    throw Refused.invalidField("since", "since is a time such as 2026-11-20T10:00:00Z.");
  }

  private static String text(String field, String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    if (value.indexOf('\0') >= 0) {
      throw Refused.invalidField(field, field + " holds a NUL character.");
    }
    return value;
  }
}
