package mimir.campaign.lifecycle;

import io.quarkus.security.Authenticated;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import mimir.campaign.coverage.CoverageTables;
import mimir.campaign.coverage.Detail;
import mimir.campaign.gate.OfflineCampaigns;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Operator;
import org.jboss.resteasy.reactive.RestResponse;

/** Launch and stop. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns")
class CampaignResource {
  private final Launch launch;
  private final ChunkPublisher chunks;
  private final Campaigns campaigns;
  private final CoverageTables coverage;
  private final OfflineCampaigns gate;
  private final Operator operator;
  private final InstantSource clock;

  CampaignResource(
      Launch launch,
      ChunkPublisher chunks,
      Campaigns campaigns,
      CoverageTables coverage,
      OfflineCampaigns gate,
      Operator operator,
      InstantSource clock) {
    this.launch = launch;
    this.chunks = chunks;
    this.campaigns = campaigns;
    this.coverage = coverage;
    this.gate = gate;
    this.operator = operator;
    this.clock = clock;
  }

  record StopRequest(String reason, Boolean discardInFlight) {}

  @POST
  @Authenticated
  public RestResponse<Detail> launch(LaunchRequest request) {
    if (request == null) {
      throw Refused.invalidField("sql", "sql is needed.");
    }
    CampaignRules.authorizeLaunch(
        request.target(), operator.isAdmin(), operator.can(Operator.CAN_LAUNCH_FLEET_HUNTS));
    Instant now = clock.instant();
    var payload = CampaignRules.payload(request, now);
    gate.requireEnabled();
    UUID id = launch.launch(payload, operator.username(), operator.actor(), now);
    chunks.wake();
    return RestResponse.ResponseBuilder.create(Response.Status.CREATED, detail(id))
        .location(URI.create("/api/v1/campaigns/" + id))
        .build();
  }

  @POST
  @Path("{id}/stop")
  @RolesAllowed(Operator.ADMIN)
  @Transactional
  public Detail stop(UUID id, StopRequest request) {
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

  private Detail detail(UUID id) {
    return coverage.detail(id, clock.instant()).orElseThrow();
  }
}
