package mimir.campaign.audit;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Page;

/** What was done to one campaign, newest first. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns")
@Authenticated
class CampaignAuditResource {
  private final CampaignAudit audit;

  CampaignAuditResource(CampaignAudit audit) {
    this.audit = audit;
  }

  @GET
  @Path("{id}/audit")
  public Page<CampaignEntry> list(
      UUID id, @QueryParam("limit") Integer asked, @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    Long before = Page.after(cursor, Long::valueOf);
    var entries = audit.page(id, before, limit + 1);
    if (entries.isEmpty() && !audit.exists(id)) {
      throw Refused.notFound("This campaign");
    }
    return Page.of(entries, limit, last -> Long.toString(last.version()));
  }
}
