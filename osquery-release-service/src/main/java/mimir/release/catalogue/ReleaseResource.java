package mimir.release.catalogue;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import mimir.contracts.runtime.Operator;
import mimir.contracts.runtime.Page;
import mimir.release.ReleaseLimits;
import mimir.release.binaries.BinaryStore;
import mimir.release.rollout.OfferTables;
import mimir.release.rollout.RolloutHealth;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Register, approve, roll out, pause and delete releases. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/osquery-releases")
@RolesAllowed(Operator.ADMIN)
class ReleaseResource {
  private final RegisterRelease register;
  private final Releases releases;
  private final ReleaseTables tables;
  private final OfferTables offers;
  private final ReleaseKeys keys;
  private final BinaryStore store;
  private final ReleaseLimits limits;
  private final Operator operator;
  private final InstantSource clock;

  ReleaseResource(
      RegisterRelease register,
      Releases releases,
      ReleaseTables tables,
      OfferTables offers,
      ReleaseKeys keys,
      BinaryStore store,
      ReleaseLimits limits,
      Operator operator,
      InstantSource clock) {
    this.register = register;
    this.releases = releases;
    this.tables = tables;
    this.offers = offers;
    this.keys = keys;
    this.store = store;
    this.limits = limits;
    this.operator = operator;
    this.clock = clock;
  }

  /** What is uploaded; read part by part (RegisterRelease). */
  @Schema(name = "UploadReleaseRequest")
  record UploadForm(
      @JsonUnwrapped RegisterRequest fields,
      @Schema(required = true, type = SchemaType.STRING, format = "binary") String binary) {}

  record RolloutRequest(@Schema(required = true) Integer percent) {}

  @GET
  @Operation(summary = "The releases, newest first, with the health of their rollouts")
  public Page<ShownRelease> list(
      @QueryParam("limit") Integer asked, @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    UUID before = Page.after(cursor, UUID::fromString);
    var rows = tables.page(Objects.requireNonNullElse(before, ReleaseTables.START), limit + 1);
    Page<ReleaseTables.Row> page = Page.of(rows, limit, last -> last.id().toString());
    return new Page<>(shown(page.items()), page.nextCursor());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Register a release",
      description =
          "As JSON, or as multipart/form-data with the same fields and the part binary. Refused"
              + " with invalid_field, invalid_signature, sha256_mismatch, release_exists.")
  @APIResponseSchema(
      value = ShownRelease.class,
      responseCode = "201",
      responseDescription = "Registered")
  public RestResponse<ShownRelease> register(RegisterRequest request) {
    if (request == null) {
      throw Refused.invalidField("version", "version is needed.");
    }
    return registered(register.register(request));
  }

  @POST
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @APIResponseSchema(
      value = ShownRelease.class,
      responseCode = "201",
      responseDescription = "Registered")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.MULTIPART_FORM_DATA,
              schema = @Schema(implementation = UploadForm.class)))
  public RestResponse<ShownRelease> upload(
      @Parameter(hidden = true) @HeaderParam("Content-Type") String contentType, InputStream form)
      throws IOException {
    return registered(register.register(contentType, form));
  }

  private RestResponse<ShownRelease> registered(UUID id) {
    return RestResponse.ResponseBuilder.create(Response.Status.CREATED, shown(id))
        .location(URI.create("/api/v1/osquery-releases/" + id))
        .build();
  }

  @GET
  @Path("{id}")
  public ShownRelease find(UUID id) {
    return shown(id);
  }

  @POST
  @Path("{id}/approve")
  @Transactional
  @Operation(
      summary = "Approve a release",
      description =
          "Verifies the signature, and the stored binary, again. Approved once more it is the"
              + " newest of its platform. Refused with invalid_signature, sha256_mismatch,"
              + " second_person_required.")
  public ShownRelease approve(UUID id) {
    var stream = releases.open(id);
    var release = Release.of(stream.events());
    SignedManifest manifest = ReleaseRules.manifestOf(release);
    ReleaseRules.verify(manifest, keys.trusted(), clock.instant());
    if (store.has(manifest.sha256()) && !store.verifies(manifest.sha256())) {
      throw new Refused(
          ErrorCode.SHA256_MISMATCH,
          "The stored binary is not the one that was uploaded: delete the release, and upload it"
              + " again.");
    }
    var approved =
        ReleaseRules.approve(
            release, operator.username(), limits.releaseTwoPerson(), clock.instant());
    releases.append(stream, operator.actor(), approved);
    return shown(id);
  }

  @PUT
  @Path("{id}/rollout")
  @Transactional
  @Operation(
      summary = "Set how many percent of the hosts get it",
      description = "0 pauses it. Refused with not_approved.")
  public ShownRelease setRollout(UUID id, RolloutRequest request) {
    var stream = releases.open(id);
    ReleaseRules.setRollout(
            Release.of(stream.events()),
            request == null ? null : request.percent(),
            operator.username(),
            clock.instant())
        .ifPresent(set -> releases.append(stream, operator.actor(), set));
    return shown(id);
  }

  @DELETE
  @Path("{id}")
  @Transactional
  @Operation(
      summary = "Delete a release",
      description =
          "Hosts that run it are unaffected. Refused with rollout_active unless its rollout is 0.")
  public void delete(UUID id) {
    var stream = releases.open(id);
    var deleted =
        ReleaseRules.delete(Release.of(stream.events()), operator.username(), clock.instant());
    releases.append(stream, operator.actor(), deleted);
  }

  private ShownRelease shown(UUID id) {
    var row = tables.find(id).orElseThrow(() -> Refused.notFound("This release"));
    return shown(List.of(row)).getFirst();
  }

  private List<ShownRelease> shown(List<ReleaseTables.Row> rows) {
    List<UUID> ids = rows.stream().map(ReleaseTables.Row::id).toList();
    var failures = offers.failures(ids, OfferTables.EVER);
    Map<UUID, RolloutHealth> health =
        offers.health(
            ids,
            OfferTables.EVER,
            clock.instant().minus(limits.rolloutSilentAfter()),
            limits.rolloutSilentAfter());
    Set<String> present =
        store.present(rows.stream().map(ReleaseTables.Row::sha256).collect(Collectors.toSet()));
    return rows.stream()
        .map(
            row ->
                ShownRelease.of(
                    row,
                    present.contains(row.sha256()),
                    health.getOrDefault(row.id(), RolloutHealth.NONE),
                    failures.getOrDefault(row.id(), List.of())))
        .toList();
  }
}
