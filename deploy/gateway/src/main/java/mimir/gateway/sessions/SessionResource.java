package mimir.gateway.sessions;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
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
import java.time.Duration;
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
  private final SessionLimits limits;
  private final ClientAddress clients;
  private final RoutingContext context;

  SessionResource(
      SignIn signIn,
      Sessions sessions,
      SessionLimits limits,
      ClientAddress clients,
      RoutingContext context) {
    this.signIn = signIn;
    this.sessions = sessions;
    this.limits = limits;
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
        .header("Set-Cookie", cookie(token.cookieValue(), limits.lifetime()))
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
        "local");
  }

  @DELETE
  @Authenticated
  public RestResponse<Void> close() {
    LiveSession live = context.get(LiveSession.KEY);
    sessions.close(live.session());
    SessionToken.of(context.request().getCookie(SessionToken.COOKIE).getValue())
        .ifPresent(sessions::forget);
    return ResponseBuilder.<Void>noContent()
        .header("Set-Cookie", cookie("", Duration.ZERO))
        .build();
  }

  /** As RFC 6265 has it: JAX-RS would add a version, which some clients answer with another one. */
  private String cookie(String value, Duration age) {
    return Cookie.cookie(SessionToken.COOKIE, value)
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.LAX)
        .setSecure(clients.isSecure(context.request()))
        .setMaxAge(age.toSeconds())
        .encode();
  }
}
