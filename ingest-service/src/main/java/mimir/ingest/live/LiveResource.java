package mimir.ingest.live;

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
import java.time.InstantSource;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.ingest.streams.AwaitLaunch;
import mimir.ingest.streams.EventStreams;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Follows a live query: {@code row}, {@code host}, {@code error}, and {@code done} in the end. */
@Path("/api/v1/queries/{id}/stream")
@Authenticated
class LiveResource {
  private final LiveTables tables;
  private final AwaitLaunch launches;
  private final EventStreams streams;
  private final InstantSource clock;

  LiveResource(LiveTables tables, AwaitLaunch launches, EventStreams streams, InstantSource clock) {
    this.tables = tables;
    this.launches = launches;
    this.streams = streams;
    this.clock = clock;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RunOnVirtualThread
  @Operation(
      summary = "Follow a live query",
      description =
          "Events: row {host_id, hostname, row_no, columns}; host {host_id, hostname, rows,"
              + " truncated} behind the last row of each; error {host_id, hostname, reason,"
              + " message}; done {end, hosts, rows, errors, unanswered}. Last-Event-ID resumes"
              + " behind the last host that was told as a whole.")
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
        "live-query-" + id,
        new EventStreams.Reader(sse, connection, request),
        () -> {
          var known = launches.known(id, connection, () -> tables.known(id));
          if (!known.orElse(false)) {
            throw Refused.notFound("This live query");
          }
          return new LiveStream(tables, clock, id, place(lastEventId));
        });
  }

  private static long place(String lastEventId) {
    try {
      return lastEventId == null ? 0 : Math.max(0, Long.parseLong(lastEventId));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
