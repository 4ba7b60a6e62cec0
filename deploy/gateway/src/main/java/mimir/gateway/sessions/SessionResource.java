package mimir.gateway.sessions;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Signing in, who I am, signing out. */
@Path("/api/v1/session")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

  private final SignIn signIn;
  private final Sessions sessions;
  private final SessionCookie cookie;
  private final ClientAddress clients;
  private final RoutingContext context;

  SessionResource(
      SignIn signIn,
      Sessions sessions,
      SessionCookie cookie,
      ClientAddress clients,
      RoutingContext context) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.cookie = cookie;
    this.clients = clients;
    this.context = context;
  }

  /** A name and a password. */
  public record Credentials(@NotNull String username, @NotNull String password) {
    @Override
    public String toString() {
      return "Credentials[" + username + "]";
    }
  }

  /** The person behind the cookie, and the token that their page must send with every change. */
  public record WhoAmI(
      String username,
      @Schema(enumeration = {"admin", "operator"}) String role,
      List<String> capabilities,
      String csrfToken,
      @Schema(enumeration = {"local", "oidc"}) String signIn) {}

  @POST
  @PermitAll
  @Consumes(MediaType.APPLICATION_JSON)
  @APIResponse(responseCode = "204", description = "Signed in: the cookie is the session")
  public RestResponse<Void> open(@NotNull @Valid Credentials credentials) {
    SessionToken token =
        signIn.attempt(
            credentials.username(), credentials.password(), clients.of(context.request()));
    return ResponseBuilder.<Void>noContent()
        .header("Set-Cookie", cookie.holding(token, context.request()))
        .build();
  }

  @GET
  @Authenticated
  public WhoAmI read() {
    LiveSession live = context.get(LiveSession.KEY);
    var session = live.session();
    return new WhoAmI(
        session.username(),
        session.role().code(),
        session.capabilities(),
        live.csrfToken(),
        session.signIn().code());
  }

  @DELETE
  @Authenticated
  public RestResponse<Void> close() {
    LiveSession live = context.get(LiveSession.KEY);
    sessions.close(live.session());
    SessionToken.of(context.request().getCookie(SessionToken.COOKIE).getValue())
        .ifPresent(sessions::forget);
    return ResponseBuilder.<Void>noContent()
        .header("Set-Cookie", cookie.gone(context.request()))
        .build();
  }
}
