package mimir.dispatch.hosts;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.security.Authenticated;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Operator;
import mimir.contracts.runtime.Page;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.assignments.HostWork;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Hosts, read and labelled by every signed-in person; decommissioned by an admin. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/hosts")
@Authenticated
class HostResource {
  private final HostListing listing;
  private final HostVersions versions;
  private final Hosts hosts;
  private final HostWork work;
  private final Operator operator;
  private final Presence presence;
  private final DispatchLimits limits;
  private final InstantSource clock;

  HostResource(
      HostListing listing,
      HostVersions versions,
      Hosts hosts,
      HostWork work,
      Operator operator,
      Presence presence,
      DispatchLimits limits,
      InstantSource clock) {
    this.listing = listing;
    this.versions = versions;
    this.hosts = hosts;
    this.work = work;
    this.operator = operator;
    this.presence = presence;
    this.limits = limits;
    this.clock = clock;
  }

  /** A host as operators see it. */
  record Host(
      UUID id,
      String hostname,
      @Schema(enumeration = {"linux", "darwin", "windows", "freebsd"}) String platform,
      String osVersion,
      String arch,
      String ip,
      String osqueryVersion,
      @Schema(description = "By last contact, or decommissioned.") HostStatus status,
      @Schema(description = "In service and seen within MIMIR_CONNECTED_WITHIN.") boolean connected,
      Instant lastSeen,
      Instant enrolledAt,
      Map<String, String> labels,
      @Schema(nullable = true) Instant decommissionedAt) {}

  /** A host, and what it has still to answer. */
  @Schema(name = "HostDetail")
  record Detail(
      @JsonUnwrapped Host host,
      @Schema(description = "The oldest first, at most 500.")
          List<HostWork.Open> openAssignments) {}

  record LabelsRequest(
      @Schema(examples = "{\"env\": \"prod\", \"site\": \"lyon\"}") @NotNull
          Map<String, String> labels) {}

  @GET
  @Operation(
      summary = "The hosts that all filters let through, by hostname",
      description =
          "Decommissioned hosts are listed only by status=decommissioned. A last contact is written"
              + " down once a minute, and status filters by what is written down.")
  public Page<Host> list(
      @Parameter(description = "A part of the hostname, in any case.") @QueryParam("q") String q,
      @Parameter(description = "online, stale, offline or decommissioned.")
          @QueryParam("status")
          @Schema(implementation = HostStatus.class)
          String status,
      @Parameter(description = "linux, darwin, windows or freebsd.")
          @QueryParam("platform")
          @Schema(enumeration = {"linux", "darwin", "windows", "freebsd"})
          String platform,
      @QueryParam("osquery_version") String osqueryVersion,
      @Parameter(description = "key=value, or key alone for whatever value.") @QueryParam("label")
          String label,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    Instant now = clock.instant();
    var filter = HostFilter.of(q, status, platform, osqueryVersion, label);
    var rows = listing.page(filter, Page.after(cursor, HostListing.Key::parse), limit + 1, now);
    var page = Page.of(rows, limit, last -> new HostListing.Key(last.hostname, last.hostId).text());
    // What was filtered by the table is shown by the table: no online host in a list of stale ones.
    return new Page<>(
        page.items().stream()
            .map(row -> host(row, filter.status() == null ? freshest(row) : row.lastSeen, now))
            .toList(),
        page.nextCursor());
  }

  @GET
  @Path("{id}")
  @Operation(summary = "A host, decommissioned or not, with its open assignments")
  public Detail find(UUID id) {
    return listing
        .find(id)
        .map(row -> host(row, freshest(row), clock.instant()))
        .map(host -> new Detail(host, work.open(id, Page.LIMIT_MAX)))
        .orElseThrow(() -> Refused.notFound("This host"));
  }

  @GET
  @Path("versions")
  @Operation(
      summary = "Hosts by osquery version and platform, the commonest first",
      description =
          "Decommissioned hosts are in no number. At most 500 pairs and no further page. An empty"
              + " version: the hosts that told none.")
  public Page<HostVersions.Counted> versions() {
    Instant connectedFrom = clock.instant().minus(limits.connectedWithin());
    return new Page<>(versions.count(connectedFrom, Page.LIMIT_MAX), null);
  }

  @PUT
  @Path("{id}/labels")
  @Operation(
      summary = "Replaces the labels of a host",
      description =
          "The labels that are given are all that the host carries from then on: at most 64, a key"
              + " of 1 to 63 characters of a-z, 0-9, '.', '_', '/' and '-', a value of at most 256"
              + " characters. Anything else: 422 invalid_field.")
  public Detail label(UUID id, @NotNull @Valid LabelsRequest request) {
    hosts.label(id, request.labels(), by());
    return find(id);
  }

  @POST
  @Path("{id}/decommission")
  @RolesAllowed(Operator.ADMIN)
  @Operation(
      summary = "Takes a host out of service for good",
      description =
          "Within 2 seconds its node key is refused everywhere; what is open of it is cancelled with"
              + " the reason host_decommissioned. Nothing is deleted. The machine may enroll again,"
              + " as a new host. Once more changes nothing.")
  public Detail decommission(UUID id) {
    hosts.decommission(id, by());
    return find(id);
  }

  private Hosts.By by() {
    return new Hosts.By(operator.username(), operator.actor());
  }

  /** Memory is fresher than the table when this replica is the one that the host polls. */
  private Instant freshest(HostListing.HostRow row) {
    return presence.lastSeen(row.hostId).filter(row.lastSeen::isBefore).orElse(row.lastSeen);
  }

  private Host host(HostListing.HostRow row, Instant lastSeen, Instant now) {
    boolean inService = row.decommissionedAt == null;
    boolean seenLately = Duration.between(lastSeen, now).compareTo(limits.connectedWithin()) <= 0;
    return new Host(
        row.hostId,
        row.hostname,
        row.platform,
        row.osVersion,
        row.arch,
        row.ip,
        row.osqueryVersion,
        inService
            ? HostStatus.of(lastSeen, now, limits.onlineWithin(), limits.staleWithin())
            : HostStatus.DECOMMISSIONED,
        inService && seenLately,
        lastSeen,
        row.enrolledAt,
        row.labels,
        row.decommissionedAt);
  }
}
