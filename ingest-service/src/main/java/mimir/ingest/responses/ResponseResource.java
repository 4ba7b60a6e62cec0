package mimir.ingest.responses;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Page;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns/{id}/responses")
@Authenticated
class ResponseResource {
  private final AnswerTables answers;
  private final CampaignTables campaigns;

  ResponseResource(AnswerTables answers, CampaignTables campaigns) {
    this.answers = answers;
    this.campaigns = campaigns;
  }

  @GET
  public Page<AnswerTables.Response> list(
      UUID id,
      @QueryParam("late") Boolean late,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    Key after = Page.after(cursor, Key::parse);
    if (campaigns.find(List.of(id)).isEmpty()) {
      throw Refused.notFound("This campaign");
    }
    return Page.of(
        answers.list(
            id,
            late,
            after == null ? null : after.hostId(),
            after == null ? null : after.queryId(),
            limit + 1),
        limit,
        last -> last.hostId() + ":" + last.queryId());
  }

  private record Key(UUID hostId, UUID queryId) {
    static Key parse(String text) {
      var parts = text.split(":", 2);
      return new Key(UUID.fromString(parts[0]), UUID.fromString(parts[1]));
    }
  }
}
