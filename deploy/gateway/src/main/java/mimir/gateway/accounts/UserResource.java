package mimir.gateway.accounts;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.gateway.accounts.AccountRules.NewUser;
import mimir.gateway.accounts.AccountRules.UserPatch;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The local accounts, for admins. */
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
      String role,
      List<String> capabilities,
      boolean disabled,
      Instant createdAt,
      String createdBy) {

    static User of(Account account) {
      return new User(
          account.username(),
          account.role().code(),
          account.capabilities(),
          account.disabled(),
          account.createdAt(),
          account.createdBy());
    }
  }

  /** A page of accounts by name. */
  public record UserPage(List<User> items, String nextCursor) {}

  @GET
  public UserPage list(
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(500) int limit,
      @QueryParam("cursor") String cursor) {
    List<Account> found = accounts.page(after(cursor), limit + 1);
    List<Account> page = found.subList(0, Math.min(limit, found.size()));
    return new UserPage(
        page.stream().map(User::of).toList(),
        found.size() > limit ? cursor(page.getLast().username()) : null);
  }

  @POST
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

  private static String cursor(String username) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(username.getBytes(StandardCharsets.UTF_8));
  }

  private static String after(String cursor) {
    if (cursor == null) {
      return "";
    }
    try {
      var name = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (AccountRules.isUsername(name)) {
        return name;
      }
    } catch (IllegalArgumentException e) {
      // Not one of ours, as below.
    }
    throw new Refused(ErrorCode.MALFORMED_REQUEST, "The cursor is not one of this list.");
  }
}
