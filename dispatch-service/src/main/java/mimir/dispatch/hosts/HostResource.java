package mimir.dispatch.hosts;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Page;
import mimir.dispatch.DispatchLimits;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/hosts")
@Authenticated
class HostResource {
  private final HostListing listing;
  private final Presence presence;
  private final DispatchLimits limits;
  private final InstantSource clock;

  HostResource(HostListing listing, Presence presence, DispatchLimits limits, InstantSource clock) {
    this.listing = listing;
    this.presence = presence;
    this.limits = limits;
    this.clock = clock;
  }

  /** A host as operators see it. */
  record Host(
      UUID id,
      String hostname,
      String platform,
      String osVersion,
      String arch,
      String ip,
      String osqueryVersion,
      HostStatus status,
      boolean connected,
      Instant lastSeen,
      Instant enrolledAt,
      Map<String, String> labels,
      Instant decommissionedAt) {}

  @GET
  public Page<Host> list(
      @QueryParam("q") String q,
      @QueryParam("platform") String platform,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    if (q != null && q.indexOf('\0') >= 0) {
      throw Refused.invalidField("q", "q holds a character that is no text.");
    }
    var filter = new HostListing.Filter(q, platform);
    var rows = listing.page(filter, Page.after(cursor, HostListing.Key::parse), limit + 1);
    var page = Page.of(rows, limit, last -> new HostListing.Key(last.hostname, last.hostId).text());
    return new Page<>(page.items().stream().map(this::host).toList(), page.nextCursor());
  }

  @GET
  @Path("{id}")
  public Host find(UUID id) {
    return listing.find(id).map(this::host).orElseThrow(() -> Refused.notFound("This host"));
  }

  private Host host(HostListing.HostRow row) {
    Instant now = clock.instant();
    // Memory is fresher than the table when this replica is the one that the host polls.
    Instant lastSeen =
        presence.lastSeen(row.hostId).filter(row.lastSeen::isBefore).orElse(row.lastSeen);
    boolean connected =
        Duration.between(lastSeen, now).compareTo(limits.connectedWithin()) <= 0
            && row.decommissionedAt == null;
    return new Host(
        row.hostId,
        row.hostname,
        row.platform,
        row.osVersion,
        row.arch,
        row.ip,
        row.osqueryVersion,
        HostStatus.of(lastSeen, now, limits.onlineWithin(), limits.staleWithin()),
        connected,
        lastSeen,
        row.enrolledAt,
        row.labels,
        row.decommissionedAt);
  }
}
