package mimir.ingest.errors;

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

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns/{id}/errors")
@Authenticated
class ErrorResource {
  private final ErrorTables errors;

  ErrorResource(ErrorTables errors) {
    this.errors = errors;
  }

  @GET
  public Page<ErrorTables.Errored> list(
      UUID id, @QueryParam("limit") Integer asked, @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    var after = Page.after(cursor, ErrorTables.Place::parse);
    if (!errors.known(id)) {
      throw Refused.notFound("This campaign");
    }
    return Page.of(
        errors.list(id, Objects.requireNonNullElse(after, ErrorTables.START), limit + 1),
        limit,
        ErrorTables.Place::of);
  }
}
