package mimir.campaign.live;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.UUID;
import mimir.campaign.launches.ChunkPublisher;
import mimir.campaign.launches.Launcher;
import mimir.campaign.targets.Target;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Operator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Asks connected hosts now; who answers what is read from ingest-service. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/queries")
@Authenticated
class LiveQueryResource {
  private final LaunchLiveQuery launch;
  private final ChunkPublisher chunks;
  private final Operator operator;
  private final InstantSource clock;

  LiveQueryResource(
      LaunchLiveQuery launch, ChunkPublisher chunks, Operator operator, InstantSource clock) {
    this.launch = launch;
    this.chunks = chunks;
    this.operator = operator;
    this.clock = clock;
  }

  /** What a person sends. */
  @Schema(name = "LiveQueryRequest")
  record Request(
      @Schema(required = true) String sql,
      @Schema(required = true) Target target,
      @Schema(description = "1 to 3600; 60 when it is left out.") Integer windowSeconds) {}

  /**
   * @param targetedHosts those that were connected lately
   */
  @Schema(name = "LiveQueryStarted")
  record Answer(UUID id, long targetedHosts) {}

  @POST
  @Operation(
      summary = "Ask a live query",
      description =
          "Of the hosts that are connected, as far as is known here: last contacts are known to"
              + " about 10 minutes. It ends when each of them has answered, or with its window."
              + " Follow it at /queries/{id}/stream. Refused with capability_required, forbidden,"
              + " unknown_hosts, no_targets, invalid_sql, blocked_sql.")
  @APIResponseSchema(value = Answer.class, responseCode = "201", responseDescription = "Asked")
  public RestResponse<Answer> launch(Request request) {
    if (request == null) {
      throw Refused.invalidField("sql", "sql is needed.");
    }
    LiveQueryRules.authorize(
        request.target(), operator.isAdmin(), operator.can(Operator.CAN_LAUNCH_FLEET_HUNTS));
    var launched =
        launch.launch(
            request, new Launcher(operator.username(), operator.actor()), clock.instant());
    chunks.wake();
    return RestResponse.ResponseBuilder.create(
            Response.Status.CREATED, new Answer(launched.id(), launched.targetedHosts()))
        .location(URI.create("/api/v1/queries/" + launched.id() + "/stream"))
        .build();
  }
}
