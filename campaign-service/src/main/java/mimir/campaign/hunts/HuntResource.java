package mimir.campaign.hunts;

import io.quarkus.security.Authenticated;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.UUID;
import mimir.campaign.CampaignLimits;
import mimir.campaign.PlainText;
import mimir.campaign.launches.ChunkPublisher;
import mimir.campaign.launches.IdempotencyKeys;
import mimir.campaign.launches.Launcher;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Operator;
import mimir.contracts.runtime.Page;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Launch, list and cancel hunts. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/hunts")
@Authenticated
class HuntResource {
  private final LaunchHunt launch;
  private final IdempotencyKeys keys;
  private final ChunkPublisher chunks;
  private final Hunts hunts;
  private final HuntTables tables;
  private final HuntRequests requests;
  private final CampaignLimits limits;
  private final Operator operator;
  private final InstantSource clock;

  HuntResource(
      LaunchHunt launch,
      IdempotencyKeys keys,
      ChunkPublisher chunks,
      Hunts hunts,
      HuntTables tables,
      HuntRequests requests,
      CampaignLimits limits,
      Operator operator,
      InstantSource clock) {
    this.launch = launch;
    this.keys = keys;
    this.chunks = chunks;
    this.hunts = hunts;
    this.tables = tables;
    this.requests = requests;
    this.limits = limits;
    this.operator = operator;
    this.clock = clock;
  }

  @POST
  @Operation(
      summary = "Launch a hunt",
      description =
          "While campaigns are enabled it has a campaign, which also asks hosts that come back"
              + " later; else it asks the hosts that are connected now, for its live window. Refused"
              + " with capability_required, host_cap_exceeded, unknown_hosts, no_targets,"
              + " nothing_to_match, blocked_sql, max_concurrent_hunts_reached. With an"
              + " Idempotency-Key a repeated request answers with the first one's hunt.")
  @APIResponseSchema(
      value = ShownHunt.class,
      responseCode = "201",
      responseDescription = "Launched")
  public RestResponse<ShownHunt> launch(
      @HeaderParam("Idempotency-Key") String key, HuntRequest request) {
    if (request == null) {
      throw Refused.invalidField("indicator_ids", "indicator_ids is needed.");
    }
    return launched(request, keys.of(key, request));
  }

  @POST
  @Path("quick")
  @Operation(
      summary = "Hunt the fleet for one value",
      description = "The indicator is made if there is none of that value. Otherwise as a hunt.")
  @APIResponseSchema(
      value = ShownHunt.class,
      responseCode = "201",
      responseDescription = "Launched")
  public RestResponse<ShownHunt> launchQuick(
      @HeaderParam("Idempotency-Key") String key, HuntRequest.Quick request) {
    if (request == null) {
      throw Refused.invalidField("value", "value is needed.");
    }
    return launched(request.asHunt(), keys.of(key, request));
  }

  private RestResponse<ShownHunt> launched(HuntRequest request, IdempotencyKeys.Key key) {
    HuntRules.authorize(
        request.target(),
        operator.isAdmin(),
        operator.can(Operator.CAN_LAUNCH_FLEET_HUNTS),
        limits.nonAdminHostCap());
    UUID id =
        launch.launch(
            request, key, new Launcher(operator.username(), operator.actor()), clock.instant());
    chunks.wake();
    return RestResponse.ResponseBuilder.create(Response.Status.CREATED, find(id))
        .location(URI.create("/api/v1/hunts/" + id))
        .build();
  }

  @GET
  @Operation(
      summary = "The hunts, newest first",
      description = "q: a part of the name, in any case.")
  public Page<ShownHunt> list(
      @QueryParam("q") String q,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    if (q != null && !PlainText.is(q)) {
      throw Refused.invalidField("q", "q holds a character that is no text.");
    }
    int limit = Page.limit(asked);
    UUID before = Page.after(cursor, UUID::fromString);
    var name = q == null || q.isBlank() ? null : q;
    return Page.of(
        tables.list(name, before, limit + 1, clock.instant()), limit, last -> last.id().toString());
  }

  @GET
  @Path("{id}")
  public ShownHunt find(UUID id) {
    return tables.find(id, clock.instant()).orElseThrow(() -> Refused.notFound("This hunt"));
  }

  @GET
  @Path("{id}/launch-request")
  @Operation(
      summary = "What would launch this hunt again",
      description =
          "Its indicators as values, each launched with the severity that it then has, and of a"
              + " target of hosts those that were asked. Send it to /hunts (L-6, Clone).")
  public HuntRequest launchRequest(UUID id) {
    return requests.of(id);
  }

  @POST
  @Path("{id}/cancel")
  @RolesAllowed(Operator.ADMIN)
  @Transactional
  @Operation(
      summary = "Cancel a hunt",
      description =
          "Frees its slot. Its campaign, if it has one, goes on. Refused with not_cancellable once"
              + " the hunt is over.")
  @APIResponse(responseCode = "204", description = "Cancelled")
  public void cancel(UUID id) {
    var now = clock.instant();
    var stream = hunts.open(id);
    var cancelled = HuntRules.cancel(stream.events(), find(id).status(), operator.username(), now);
    hunts.append(stream, operator.actor(), cancelled);
  }
}
