package mimir.ingest.alerts;

import io.quarkus.security.Authenticated;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.Topics;
import mimir.contracts.campaign.Severity;
import mimir.contracts.ingest.AlertActionEvent;
import mimir.contracts.ingest.AlertActionEvent.AlertAcknowledged;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.Operator;
import mimir.contracts.runtime.Page;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The alerts, and who has seen them. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/alerts")
@Authenticated
class AlertResource {
  private static final List<String> SEVERITIES =
      Arrays.stream(Severity.values()).map(Severity::wire).toList();
  private static final List<String> SOURCES = List.of("campaign", "hunt");

  private final AlertTables tables;
  private final EventLog log;
  private final Operator operator;
  private final InstantSource clock;

  AlertResource(AlertTables tables, EventLog log, Operator operator, InstantSource clock) {
    this.tables = tables;
    this.log = log;
    this.operator = operator;
    this.clock = clock;
  }

  @GET
  @Operation(
      summary = "The alerts, newest first",
      description = "q: a part of the indicator's value or of the host's name, in any case.")
  public Page<AlertTables.Shown> list(
      @QueryParam("severity") @Schema(implementation = Severity.class) String severity,
      @QueryParam("source") @Schema(enumeration = {"campaign", "hunt"}) String source,
      @QueryParam("acknowledged") @Schema(type = SchemaType.BOOLEAN) String acknowledged,
      @QueryParam("campaign_id") UUID campaignId,
      @QueryParam("host_id") UUID hostId,
      @QueryParam("q") String q,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    var before = Page.after(cursor, AlertTables.Place::parse);
    var filter =
        new AlertTables.Filter(
            oneOf("severity", severity, SEVERITIES),
            oneOf("source", source, SOURCES),
            yesOrNo("acknowledged", acknowledged),
            campaignId,
            hostId,
            text("q", q));
    return Page.of(
        tables.list(filter, Objects.requireNonNullElse(before, AlertTables.START), limit + 1),
        limit,
        AlertTables.Place::of);
  }

  @GET
  @Path("{id}")
  @Operation(summary = "An alert, as in the list")
  public AlertTables.Shown find(UUID id) {
    return tables.find(id).orElseThrow(() -> Refused.notFound("This alert"));
  }

  @PUT
  @Path("{id}/acknowledge")
  @Transactional
  @Operation(
      summary = "Say that an alert was seen",
      description = "The first one who says so is noted; nothing changes after that.")
  public AlertTables.Shown acknowledge(UUID id) {
    var stream = log.open("alert-" + id, AlertActionEvent.CODEC);
    if (tables.find(id).isEmpty()) {
      throw Refused.notFound("This alert");
    }
    var now = clock.instant();
    if (tables.acknowledge(id, operator.username(), now)) {
      log.append(
          stream.name(),
          stream.version(),
          new EventLog.Destination(Topics.ALERT_ACTIONS, id.toString(), operator.actor()),
          AlertActionEvent.CODEC,
          List.of(new AlertAcknowledged(id, operator.username(), now)));
    }
    return tables.find(id).orElseThrow();
  }

  private static String oneOf(String field, String value, List<String> known) {
    if (value == null || value.isBlank()) {
      return null;
    }
    if (!known.contains(value)) {
      throw Refused.invalidField(field, field + " is one of " + String.join(", ", known) + ".");
    }
    return value;
  }

  private static Boolean yesOrNo(String parameter, String text) {
    return switch (text) {
      case null -> null;
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw new Refused(ErrorCode.MALFORMED_REQUEST, parameter + " is true or false.");
    };
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
