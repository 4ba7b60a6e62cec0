package mimir.campaign.lifecycle;

import io.quarkus.security.Authenticated;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.UUID;
import mimir.campaign.coverage.CoverageTables;
import mimir.campaign.coverage.Detail;
import mimir.campaign.launches.ChunkPublisher;
import mimir.campaign.launches.IdempotencyKeys;
import mimir.campaign.launches.Launcher;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Operator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Launch, clone, stop and archive. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns")
class CampaignResource {
  private final Launch launch;
  private final LaunchRequests requests;
  private final IdempotencyKeys keys;
  private final ChunkPublisher chunks;
  private final Campaigns campaigns;
  private final Archive archive;
  private final CoverageTables coverage;
  private final Operator operator;
  private final InstantSource clock;

  CampaignResource(
      Launch launch,
      LaunchRequests requests,
      IdempotencyKeys keys,
      ChunkPublisher chunks,
      Campaigns campaigns,
      Archive archive,
      CoverageTables coverage,
      Operator operator,
      InstantSource clock) {
    this.launch = launch;
    this.requests = requests;
    this.keys = keys;
    this.chunks = chunks;
    this.campaigns = campaigns;
    this.archive = archive;
    this.coverage = coverage;
    this.operator = operator;
    this.clock = clock;
  }

  record StopRequest(String reason, Boolean discardInFlight) {}

  /** With an {@code Idempotency-Key} a repeated request answers with the first one's campaign. */
  @POST
  @Authenticated
  @APIResponseSchema(value = Detail.class, responseCode = "201", responseDescription = "Launched")
  public RestResponse<Detail> launch(
      @HeaderParam("Idempotency-Key") String key, LaunchRequest request) {
    if (request == null) {
      throw Refused.invalidField("sql", "sql is needed.");
    }
    var saved = requests.saved(request);
    LaunchRules.authorize(
        LaunchRules.target(request, saved),
        operator.isAdmin(),
        operator.can(Operator.CAN_LAUNCH_FLEET_HUNTS));
    UUID id =
        launch.launch(
            request,
            saved,
            keys.of(key, request),
            new Launcher(operator.username(), operator.actor()),
            clock.instant());
    chunks.wake();
    return RestResponse.ResponseBuilder.create(Response.Status.CREATED, detail(id))
        .location(URI.create("/api/v1/campaigns/" + id))
        .build();
  }

  /**
   * What would launch this campaign again: pre-fills a new launch (L-6, Clone). That of a hunt is
   * launched as a hunt, and asked for there.
   */
  @GET
  @Path("{id}/launch-request")
  @Authenticated
  @Operation(
      summary = "What would launch this campaign again",
      description = "Send it to /campaigns. For that of a hunt, 303 to the hunt's own.")
  @APIResponseSchema(value = LaunchRequest.class, responseCode = "200")
  @APIResponse(responseCode = "303", description = "To the hunt's own")
  public RestResponse<LaunchRequest> launchRequest(UUID id) {
    UUID huntId = detail(id).huntId();
    return huntId == null
        ? RestResponse.ok(requests.of(id))
        : RestResponse.seeOther(URI.create("/api/v1/hunts/" + huntId + "/launch-request"));
  }

  @POST
  @Path("{id}/stop")
  @RolesAllowed(Operator.ADMIN)
  @Transactional
  public Detail stop(UUID id, @RequestBody(required = false) StopRequest request) {
    var asked = request == null ? new StopRequest(null, null) : request;
    var stream = campaigns.open(id);
    var stopped =
        CampaignRules.stop(
            Campaign.of(stream.events()),
            operator.username(),
            asked.reason(),
            Boolean.TRUE.equals(asked.discardInFlight()),
            clock.instant());
    campaigns.append(stream, operator.actor(), stopped);
    return detail(id);
  }

  @POST
  @Path("{id}/archive")
  @RolesAllowed(Operator.ADMIN)
  public Detail archive(UUID id) {
    archive.archive(id, operator.username(), operator.actor(), clock.instant());
    return detail(id);
  }

  private Detail detail(UUID id) {
    return coverage
        .detail(id, clock.instant())
        .orElseThrow(() -> Refused.notFound("This campaign"));
  }
}
