package mimir.ingest.responses;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Page;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns/{id}/responses")
@Authenticated
class ResponseResource {
  private final ResponseTables responses;
  private final CampaignTables campaigns;

  ResponseResource(ResponseTables responses, CampaignTables campaigns) {
    this.responses = responses;
    this.campaigns = campaigns;
  }

  @GET
  public Page<ResponseTables.Response> list(
      UUID id,
      @QueryParam("late") Boolean late,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    var after = Page.after(cursor, ResponseTables.Place::parse);
    if (campaigns.find(List.of(id)).isEmpty()) {
      throw Refused.notFound("This campaign");
    }
    return Page.of(
        responses.list(
            id, late, Objects.requireNonNullElse(after, ResponseTables.START), limit + 1),
        limit,
        ResponseTables.Place::of);
  }
}
