package mimir.gateway.accounts;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import mimir.contracts.runtime.Page;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The accounts, for admins. */
@Path("/api/v1/users")
@RolesAllowed("admin")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class UserResource {
  private final Accounts accounts;
  private final SecurityIdentity caller;

  UserResource(Accounts accounts, SecurityIdentity caller) {
    this.accounts = accounts;
    this.caller = caller;
  }

  /** An account as an admin sees it. */
  public record User(
      String username,
      @Schema(enumeration = {"admin", "operator"}) String role,
      List<String> capabilities,
      boolean disabled,
      @Schema(enumeration = {"local", "oidc"}) String signIn,
      Instant createdAt,
      String createdBy) {

    static User of(Account account) {
      return new User(
          account.username(),
          account.role().code(),
          account.capabilities(),
          account.disabled(),
          account.signIn().code(),
          account.createdAt(),
          account.createdBy());
    }
  }

  @GET
  public Page<User> list(@QueryParam("limit") Integer asked, @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    String after = Page.after(cursor, UserResource::username);
    List<User> oneMore =
        accounts.page(after == null ? "" : after, limit + 1).stream().map(User::of).toList();
    return Page.of(oneMore, limit, User::username);
  }

  @POST
  @APIResponseSchema(value = User.class, responseCode = "201", responseDescription = "Made")
  public RestResponse<User> create(@NotNull NewUser asked) {
    Account account = accounts.create(asked, caller.getPrincipal().getName());
    // As text it stays a path: behind a TLS proxy, an absolute one would name the wrong scheme.
    return ResponseBuilder.create(RestResponse.Status.CREATED, User.of(account))
        .header("Location", "/api/v1/users/" + account.username())
        .build();
  }

  @PATCH
  @Path("/{username}")
  public User change(@PathParam("username") String username, @NotNull UserPatch asked) {
    return User.of(accounts.change(username, asked, caller.getPrincipal().getName()));
  }

  private static String username(String text) {
    if (!AccountRules.isUsername(text)) {
      throw new IllegalArgumentException("no username");
    }
    return text;
  }
}
