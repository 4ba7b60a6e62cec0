package mimir.campaign.stream;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import mimir.campaign.stream.StreamRules.Step;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Operator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.logging.Logger;

/** Follows a campaign live. */
@Path("/api/v1/campaigns")
@Authenticated
class StreamResource {
  private static final Logger LOG = Logger.getLogger(StreamResource.class);

  /** How long a browser waits before it comes back. */
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final Readers readers;
  private final Operator operator;
  private final InstantSource clock;

  StreamResource(Readers readers, Operator operator, InstantSource clock) {
    this.readers = readers;
    this.operator = operator;
    this.clock = clock;
  }

  @GET
  @Path("{id}/stream")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Blocking
  @Operation(
      summary = "Follow a campaign",
      description =
          "Events: status {status, stopped_at, stopped_by, stop_reason} and coverage {hosts,"
              + " coverage, rows, hits}, all as in the campaign itself: both at the beginning, then"
              + " whenever they have changed, coverage at most twice a second. Last-Event-ID"
              + " resumes.")
  @APIResponse(
      responseCode = "200",
      description = "The events",
      content =
          @Content(
              mediaType = MediaType.SERVER_SENT_EVENTS,
              schema = @Schema(type = SchemaType.STRING)))
  public Multi<OutboundSseEvent> follow(
      UUID id,
      @HeaderParam("Last-Event-ID") String lastEventId,
      @Context Sse sse,
      @Context HttpServerRequest request) {
    var person = operator.username();
    readers.requireRoom(person);
    var first = readers.state(id).orElseThrow(() -> Refused.notFound("This campaign"));
    var told = Told.resumed(lastEventId, clock.instant());
    Runnable cut =
        () -> {
          LOG.infof("campaign %s: a reader that takes nothing is cut", id);
          request.connection().close();
        };
    return Multi.createBy()
        .concatenating()
        .streams(
            Multi.createFrom().item(hello(sse)),
            readers
                .follow(person, id, told, first, operator.until(), cut)
                .map(step -> event(sse, step)))
        // Its connection is closed: there is nobody to be told.
        .onFailure(Reader.StuckReader.class)
        .recoverWithCompletion();
  }

  /** Told before anything else, so that it holds however the stream ends. */
  private static OutboundSseEvent hello(Sse sse) {
    return sse.newEventBuilder().reconnectDelay(RETRY.toMillis()).comment("campaign").build();
  }

  private static OutboundSseEvent event(Sse sse, Step step) {
    return switch (step) {
      case Step.Event event ->
          sse.newEventBuilder()
              .name(event.name())
              .id(event.id())
              .mediaType(MediaType.TEXT_PLAIN_TYPE)
              .data(event.data())
              .build();
      case Step.Comment() -> sse.newEventBuilder().comment("still here").build();
    };
  }
}
