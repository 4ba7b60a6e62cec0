package mimir.gateway.keys;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import mimir.contracts.runtime.Page;
import mimir.gateway.sessions.LiveSession;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** One's own API keys; admins see and delete everybody's. */
@Path("/api/v1/api-keys")
@Authenticated
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class ApiKeyResource {
  private static final String ADMIN = "admin";

  private final ApiKeys keys;
  private final SecurityIdentity caller;
  private final RoutingContext context;

  ApiKeyResource(ApiKeys keys, SecurityIdentity caller, RoutingContext context) {
    this.keys = keys;
    this.caller = caller;
    this.context = context;
  }

  /** A key's name, which the audit trail shows beside the person's. */
  @Schema(name = "NewApiKey")
  public record NewKey(@Schema(required = true) String name) {}

  /** The key is shown this once. */
  @Schema(name = "ApiKeyMade")
  public record Made(UUID id, String name, String key) {
    @Override
    public String toString() {
      return "Made[" + id + "]";
    }
  }

  @GET
  public Page<ApiKey> list(
      @QueryParam("limit") Integer asked, @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    UUID before = Objects.requireNonNullElse(Page.after(cursor, UUID::fromString), KeyTables.START);
    List<ApiKey> oneMore = keys.page(before, limit + 1, username(), isAdmin());
    return Page.of(oneMore, limit, last -> last.id().toString());
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @APIResponseSchema(value = Made.class, responseCode = "201", responseDescription = "Made")
  public RestResponse<Made> create(@NotNull NewKey asked) {
    LiveSession live = context.get(LiveSession.KEY);
    ApiKeys.Made made = keys.create(live.session(), asked.name());
    return ResponseBuilder.create(
            RestResponse.Status.CREATED,
            new Made(made.key().id(), made.key().name(), made.text().shown()))
        .header("Location", "/api/v1/api-keys/" + made.key().id())
        .build();
  }

  @DELETE
  @Path("/{id}")
  public void delete(@PathParam("id") UUID id) {
    keys.forget(keys.delete(id, username(), isAdmin()));
  }

  private String username() {
    return caller.getPrincipal().getName();
  }

  private boolean isAdmin() {
    return caller.hasRole(ADMIN);
  }
}
