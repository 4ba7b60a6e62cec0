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
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.ingest.streams.AwaitLaunch;
import mimir.ingest.streams.EventStreams;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Follows what a hunt finds. */
@Path("/api/v1/hunts/{id}/stream")
@Authenticated
class HuntStreamResource {
  private final AlertChanges changes;
  private final AlertPulse pulse;
  private final MatchTables matches;
  private final AwaitLaunch launches;
  private final EventStreams streams;

  HuntStreamResource(
      AlertChanges changes,
      AlertPulse pulse,
      MatchTables matches,
      AwaitLaunch launches,
      EventStreams streams) {
    this.changes = changes;
    this.pulse = pulse;
    this.matches = matches;
    this.launches = launches;
    this.streams = streams;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RunOnVirtualThread
  @Operation(
      summary = "Follow what a hunt finds",
      description =
          "Events: result, as in the hunt's results, for each host and indicator, from its"
              + " beginning, and again when it has changed; done when nothing can come any more,"
              + " which is a lease's time after the hunt or its campaign has ended."
              + " Last-Event-ID resumes.")
  @APIResponse(
      responseCode = "200",
      description = "The events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(type = SchemaType.STRING)))
  public void follow(
      UUID id,
      @HeaderParam("Last-Event-ID") String lastEventId,
      @Context Sse sse,
      @Context SseEventSink connection,
      @Context HttpServerRequest request) {
    streams.open(
        "hunt-" + id,
        new EventStreams.Reader(sse, connection, request),
        () -> {
          // The id of a campaign is known, and will never be that of a hunt.
          launches.known(id, connection, () -> matches.ofHunt(id).or(() -> matches.campaign(id)));
          UUID launch = matches.ofHunt(id).orElseThrow(() -> Refused.notFound("This hunt"));
          return AlertStream.ofLaunch(
              changes, pulse, launch, changes.position(lastEventId).orElse(null));
        });
  }
}
