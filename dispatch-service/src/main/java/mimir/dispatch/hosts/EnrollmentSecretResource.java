package mimir.dispatch.hosts;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.Operator;
import mimir.contracts.runtime.Page;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.ResponseStatus;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/enrollment-secrets")
@RolesAllowed(Operator.ADMIN)
class EnrollmentSecretResource {
  private final EnrollmentSecrets secrets;
  private final Operator operator;

  EnrollmentSecretResource(EnrollmentSecrets secrets, Operator operator) {
    this.secrets = secrets;
    this.operator = operator;
  }

  @Schema(name = "EnrollmentSecretRequest")
  record CreateRequest(
      @NotBlank @Size(max = 200) String name,
      @Min(1) Integer maxUses,
      @Schema(
              nullable = true,
              description = "What a host that is new with this secret carries from the start.",
              examples = "{\"site\": \"lyon\"}")
          Map<String, String> labels) {}

  /** The only time at which the secret is told. */
  @Schema(name = "EnrollmentSecretMade")
  record Created(UUID id, String name, String secret) {}

  @GET
  public Page<EnrollmentSecrets.Listed> list(
      @QueryParam("limit") Integer asked, @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    Optional<UUID> after = Optional.ofNullable(Page.after(cursor, UUID::fromString));
    return Page.of(secrets.list(after, limit + 1), limit, last -> last.id().toString());
  }

  @POST
  @ResponseStatus(201)
  @Transactional
  @Operation(
      summary = "Makes a secret that machines enroll with",
      description =
          "Its labels, as PUT /api/v1/hosts/{id}/labels takes them, are given to hosts that are new"
              + " with it; a host that enrolls again keeps its own.")
  @APIResponseSchema(value = Created.class, responseCode = "201", responseDescription = "Made")
  public Created create(@NotNull @Valid CreateRequest request) {
    var secret = Secret.generate();
    var id = Ids.next();
    secrets.create(
        id,
        Secret.hash(secret),
        new EnrollmentSecrets.Wanted(
            request.name(),
            request.maxUses(),
            Objects.requireNonNullElse(request.labels(), Map.of())),
        operator.username(),
        operator.actor());
    return new Created(id, request.name(), secret);
  }

  @DELETE
  @Path("{id}")
  @Transactional
  public void revoke(UUID id) {
    if (!secrets.revoke(id, operator.username(), operator.actor())) {
      throw Refused.notFound("A live enrollment secret with this id");
    }
  }
}
