package mimir.campaign.queries;

import io.quarkus.security.Authenticated;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import mimir.campaign.targets.KnownHosts;
import mimir.contracts.Refused;
import mimir.contracts.campaign.SavedQueryEvent;
import mimir.contracts.guard.SqlGuard;
import mimir.contracts.runtime.EventStream;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.Operator;
import mimir.contracts.runtime.Page;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Saved queries: read and created by anybody, changed and deleted by owner or admin (P-6). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/saved-queries")
@Authenticated
class SavedQueryResource {
  private final SavedQueries queries;
  private final SavedQueryTables tables;
  private final SqlGuard guard;
  private final KnownHosts hosts;
  private final Operator operator;
  private final InstantSource clock;

  SavedQueryResource(
      SavedQueries queries,
      SavedQueryTables tables,
      SqlGuard guard,
      KnownHosts hosts,
      Operator operator,
      InstantSource clock) {
    this.queries = queries;
    this.tables = tables;
    this.guard = guard;
    this.hosts = hosts;
    this.operator = operator;
    this.clock = clock;
  }

  @GET
  @Operation(
      summary = "The saved queries, newest first",
      description =
          "q: a part of the name, in any case. A row tells how many hosts a scope has; their ids"
              + " stand in the saved query itself.")
  public Page<SavedQueryListed> list(
      @QueryParam("q") String q,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    UUID before = Page.after(cursor, UUID::fromString);
    return Page.of(
        tables.list(SavedQueryRules.namePart(q), before, limit + 1),
        limit,
        last -> last.id().toString());
  }

  @GET
  @Path("{id}")
  public SavedQuery find(UUID id) {
    return tables.find(id).orElseThrow(() -> Refused.notFound("This saved query"));
  }

  @POST
  @Transactional
  @Operation(
      summary = "Save a query",
      description =
          "Whoever saves it is its owner. The SQL is kept exactly as typed. Refused with"
              + " invalid_field, invalid_sql, unknown_hosts. A table of the deny-list is"
              + " accepted: one host may be asked it.")
  @APIResponseSchema(value = SavedQuery.class, responseCode = "201", responseDescription = "Saved")
  public RestResponse<SavedQuery> create(SavedQueryRequest request) {
    var draft = checked(request);
    UUID id = Ids.next();
    append(
        queries.open(id),
        id,
        SavedQueryRules.create(id, draft, operator.username(), clock.instant()));
    return RestResponse.ResponseBuilder.create(Response.Status.CREATED, find(id))
        .location(URI.create("/api/v1/saved-queries/" + id))
        .build();
  }

  @PUT
  @Path("{id}")
  @Transactional
  @Operation(
      summary = "Change a saved query",
      description =
          "Replaces the whole of it; its owner stays. Refused with forbidden for anybody but the"
              + " owner and admins, and as the saving of one.")
  public SavedQuery change(UUID id, SavedQueryRequest request) {
    var stream = queries.open(id);
    var saved = mayChange(stream);
    var draft = checked(request);
    append(stream, id, SavedQueryRules.change(saved, draft, operator.username(), clock.instant()));
    return find(id);
  }

  @DELETE
  @Path("{id}")
  @Transactional
  @Operation(
      summary = "Delete a saved query",
      description =
          "What was launched from it goes on. Refused with forbidden for anybody but the owner and"
              + " admins.")
  public void delete(UUID id) {
    var stream = queries.open(id);
    var saved = mayChange(stream);
    append(stream, id, SavedQueryRules.delete(saved, operator.username(), clock.instant()));
  }

  private SavedQuery mayChange(EventStream<SavedQueryEvent> stream) {
    var saved = SavedQuery.of(stream.events());
    SavedQueryRules.authorizeChange(saved, operator.username(), operator.isAdmin());
    return saved;
  }

  /** Everything that is asked of a query before it is saved. */
  private SavedQueryRules.Draft checked(SavedQueryRequest request) {
    var draft = SavedQueryRules.draft(request);
    guard.check(draft.sql());
    hosts.require(draft.scope());
    return draft;
  }

  private void append(EventStream<SavedQueryEvent> stream, UUID id, List<SavedQueryEvent> events) {
    queries.append(stream, id, operator.actor(), events);
  }
}
