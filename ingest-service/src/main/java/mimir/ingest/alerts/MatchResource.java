package mimir.ingest.alerts;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Page;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The matches of a campaign, and the results of a hunt, which are the same. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1")
@Authenticated
class MatchResource {
  private final MatchTables tables;

  MatchResource(MatchTables tables) {
    this.tables = tables;
  }

  @GET
  @Path("campaigns/{id}/matches")
  @Operation(summary = "What matched, one for each host and indicator")
  public Page<MatchTables.Match> matches(
      UUID id,
      @QueryParam("late") Boolean late,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    UUID launch = tables.campaign(id).orElseThrow(() -> Refused.notFound("This campaign"));
    return page(launch, late, asked, cursor);
  }

  @GET
  @Path("hunts/{id}/results")
  @Operation(summary = "What a hunt has found, one for each host and indicator")
  public Page<MatchTables.Match> results(
      UUID id,
      @QueryParam("late") Boolean late,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    UUID launch = tables.ofHunt(id).orElseThrow(() -> Refused.notFound("This hunt"));
    return page(launch, late, asked, cursor);
  }

  private Page<MatchTables.Match> page(UUID launch, Boolean late, Integer asked, String cursor) {
    int limit = Page.limit(asked);
    var after = Page.after(cursor, MatchTables.Place::parse);
    return Page.of(
        tables.list(launch, late, Objects.requireNonNullElse(after, MatchTables.START), limit + 1),
        limit,
        MatchTables.Place::of);
  }
}
