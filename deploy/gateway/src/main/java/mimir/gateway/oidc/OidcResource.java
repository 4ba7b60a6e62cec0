package mimir.gateway.oidc;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.gateway.accounts.SignInRefused;
import mimir.gateway.accounts.SignInRefused.Reason;
import mimir.gateway.sessions.ClientAddress;
import mimir.gateway.sessions.SessionCookie;
import mimir.gateway.sessions.SessionToken;
import mimir.gateway.sessions.SignInRefusals;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Signing in through the identity provider. */
@Path(OidcTenants.PATH)
@RunOnVirtualThread
public class OidcResource {
  private final OidcTenants provider;
  private final OidcSignIn signIn;
  private final SignInRefusals refusals;
  private final SessionCookie cookie;
  private final ClientAddress clients;
  private final SecurityIdentity caller;
  private final RoutingContext context;

  OidcResource(
      OidcTenants provider,
      OidcSignIn signIn,
      SignInRefusals refusals,
      SessionCookie cookie,
      ClientAddress clients,
      SecurityIdentity caller,
      RoutingContext context) {
    this.provider = provider;
    this.signIn = signIn;
    this.refusals = refusals;
    this.cookie = cookie;
    this.clients = clients;
    this.caller = caller;
    this.context = context;
  }

  /** Whether there is single sign-on: begins nothing. */
  @HEAD
  @PermitAll
  @APIResponse(responseCode = "204", description = "There is")
  public RestResponse<Void> offered() {
    checkConfigured();
    return RestResponse.noContent();
  }

  /**
   * To the provider; and when it has sent the person back, to the console, signed in, or to its
   * sign-in page with the parameter {@code sign_in_problem}.
   */
  @GET
  @PermitAll
  @APIResponse(responseCode = "302", description = "To the identity provider")
  @APIResponse(responseCode = "303", description = "To the console")
  public RestResponse<Void> open() {
    checkConfigured();
    if (!(caller.getPrincipal() instanceof JsonWebToken idToken)) {
      // Nobody comes here without a token of the provider; if so, nothing is opened.
      return seeOther(OidcAuthentication.problemPage(Reason.FAILED)).build();
    }
    OidcAuthentication.forgetSession(context);
    String address = clients.of(context.request());
    try {
      SessionToken token = signIn.open(idToken, caller.getRoles(), address);
      return seeOther("/").header("Set-Cookie", cookie.holding(token, context.request())).build();
    } catch (SignInRefused e) {
      if (e.reason() == Reason.NO_ROLE) {
        signIn.withdraw(idToken);
      }
      String name = signIn.username(idToken).orElse(null);
      refusals.note(name, address, OidcAuthentication.audited(e.reason()));
      return seeOther(OidcAuthentication.problemPage(e.reason())).build();
    }
  }

  private void checkConfigured() {
    if (!provider.isConfigured()) {
      throw new Refused(ErrorCode.NOT_FOUND, "Single sign-on is not configured.");
    }
  }

  /** As text it stays a path: behind a TLS proxy, an absolute one would name the wrong scheme. */
  private static ResponseBuilder<Void> seeOther(String path) {
    return ResponseBuilder.<Void>create(RestResponse.Status.SEE_OTHER).header("Location", path);
  }
}
