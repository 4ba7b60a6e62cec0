package mimir.ingest.alerts;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import mimir.ingest.streams.EventStreams;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Follows the alerts. */
@Path("/api/v1/alerts/stream")
@Authenticated
class AlertStreamResource {
  private final AlertChanges changes;
  private final AlertPulse pulse;
  private final EventStreams streams;

  AlertStreamResource(AlertChanges changes, AlertPulse pulse, EventStreams streams) {
    this.changes = changes;
    this.pulse = pulse;
    this.streams = streams;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RunOnVirtualThread
  @Operation(
      summary = "Follow the alerts",
      description =
          "Events: ready, behind which nothing is missed (read the list then); alert, as in the"
              + " list, for each that is raised and again when it has changed (acknowledged, more"
              + " rows); reload when too many were missed: read the list again. Last-Event-ID"
              + " resumes.")
  @APIResponse(
      responseCode = "200",
      description = "The events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(type = SchemaType.STRING)))
  public void follow(
      @HeaderParam("Last-Event-ID") String lastEventId,
      @Context Sse sse,
      @Context SseEventSink connection,
      @Context HttpServerRequest request) {
    streams.open(
        "alerts",
        new EventStreams.Reader(sse, connection, request),
        () -> AlertStream.ofAll(changes, pulse, changes.position(lastEventId).orElse(null)));
  }
}
