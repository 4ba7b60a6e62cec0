package mimir.release.catalogue;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import mimir.contracts.runtime.Operator;
import mimir.contracts.runtime.Page;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/osquery-releases")
@RolesAllowed(Operator.ADMIN)
class ReleaseResource {
  private final ReleaseListing listing;

  ReleaseResource(ReleaseListing listing) {
    this.listing = listing;
  }

  @GET
  @Transactional
  public Page<ReleaseListing.Release> list(
      @QueryParam("limit") Integer asked, @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    UUID before = Page.after(cursor, UUID::fromString);
    return Page.of(listing.page(before, limit + 1), limit, last -> last.id().toString());
  }
}
