package mimir.campaign.coverage;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import mimir.campaign.CampaignLimits;
import mimir.campaign.targets.Connected;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Page;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The list, the detail, and who is still asked. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns")
@Authenticated
class CoverageResource {
  private static final Set<String> KINDS = Set.of("ioc_hunt", "osquery");
  private static final Set<String> STATUSES = Set.of("active", "stopped", "archived");

  private final CoverageTables tables;
  private final PendingHosts pending;
  private final CampaignLimits limits;
  private final InstantSource clock;

  CoverageResource(
      CoverageTables tables, PendingHosts pending, CampaignLimits limits, InstantSource clock) {
    this.tables = tables;
    this.pending = pending;
    this.limits = limits;
    this.clock = clock;
  }

  @GET
  public Page<Summary> list(
      @QueryParam("kind") @Schema(enumeration = {"ioc_hunt", "osquery"}) String kind,
      @QueryParam("status") @Schema(enumeration = {"active", "stopped", "archived"}) String status,
      @QueryParam("q") String q,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    var filter =
        new CoverageTables.Filter(
            oneOf("kind", kind, KINDS), oneOf("status", status, STATUSES), text("q", q));
    int limit = Page.limit(asked);
    UUID before = Page.after(cursor, UUID::fromString);
    return Page.of(
        tables.list(filter, before, limit + 1, clock.instant()),
        limit,
        last -> last.id().toString());
  }

  @GET
  @Path("{id}")
  public Detail find(UUID id) {
    return tables.detail(id, clock.instant()).orElseThrow(() -> Refused.notFound("This campaign"));
  }

  @GET
  @Path("{id}/pending-hosts")
  public Page<PendingHost> pendingHosts(
      UUID id, @QueryParam("limit") Integer asked, @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    UUID after = Page.after(cursor, UUID::fromString);
    var connectedSince = Connected.since(clock.instant(), limits.connectedWithin());
    var hosts = pending.page(id, after, limit + 1, connectedSince);
    if (hosts.isEmpty() && !pending.exists(id)) {
      throw Refused.notFound("This campaign");
    }
    return Page.of(hosts, limit, last -> last.hostId().toString());
  }

  private static String oneOf(String field, String value, Set<String> known) {
    if (value == null || value.isBlank()) {
      return null;
    }
    if (!known.contains(value)) {
      throw Refused.invalidField(field, field + " is one of " + String.join(", ", known) + ".");
    }
    return value;
  }

  private static String text(String field, String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    if (value.indexOf('\0') >= 0) {
      throw Refused.invalidField(field, field + " holds a NUL character.");
    }
    return value;
  }
}
