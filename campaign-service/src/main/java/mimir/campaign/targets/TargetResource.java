package mimir.campaign.targets;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import mimir.campaign.CampaignLimits;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whom a target would reach, before anything is launched (T-4). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/targets")
@Authenticated
class TargetResource {
  private final KnownHosts known;
  private final PreviewTargets targets;
  private final CampaignLimits limits;
  private final InstantSource clock;

  TargetResource(
      KnownHosts known, PreviewTargets targets, CampaignLimits limits, InstantSource clock) {
    this.known = known;
    this.targets = targets;
    this.limits = limits;
    this.clock = clock;
  }

  @Schema(name = "TargetPreviewRequest")
  record PreviewRequest(@Schema(required = true) Target target) {}

  @POST
  @Path("preview")
  @Operation(
      summary = "How many hosts a target would reach",
      description =
          "By platform, and by connected or not. Decommissioned hosts are in no number. Last"
              + " contacts are known here only to about 10 minutes, so a host counts as connected"
              + " when it was seen within MIMIR_CONNECTED_WITHIN and those 10 minutes. Unknown"
              + " host ids are refused with unknown_hosts; a target that reaches nobody is not"
              + " refused.")
  public Preview preview(PreviewRequest request) {
    Target target = Target.checked(request == null ? null : request.target());
    known.require(target);
    return targets.count(target, Connected.since(clock.instant(), limits.connectedWithin()));
  }
}
