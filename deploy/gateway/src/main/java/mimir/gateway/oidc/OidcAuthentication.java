package mimir.gateway.oidc;

import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mimir.gateway.accounts.SignInRefused.Reason;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.ErrorCodeValidator;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;

/**
 * Each request at the address of single sign-on goes to the provider or comes from it. Whatever
 * fails on the way ends at the sign-in page, with a sentence, and not at a bare status.
 */
@ApplicationScoped
class OidcAuthentication implements HttpAuthenticationMechanism {
  private static final Logger LOG = Logger.getLogger(OidcAuthentication.class);

  /** Before a session, which must not stand for the person whom the provider sends. */
  private static final int BEFORE_SESSIONS = HttpAuthenticationMechanism.DEFAULT_PRIORITY + 1000;

  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");

  private static final int FOUND = 302;
  private static final int SEE_OTHER = 303;

  private final OidcProvider provider;
  private final OidcAuthenticationMechanism flow;

  OidcAuthentication(OidcProvider provider, OidcAuthenticationMechanism flow) {
    this.provider = provider;
    this.flow = flow;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    if (!provider.isAskedFor(context)) {
      return Uni.createFrom().nullItem();
    }
    if (context.queryParams().contains("error")) {
      // Not told to the library, which would log what anybody can write there.
      return Uni.createFrom().failure(to(Reason.FAILED));
    }
    forgetSession(context);
    return flow.authenticate(context, identities)
        .onItem()
        .ifNull()
        .switchTo(() -> toProvider(context))
        .onFailure(failure -> !(failure instanceof AuthenticationRedirectException))
        .transform(
            failure -> {
              LOG.warnf("single sign-on failed: %s", why(failure));
              return to(Reason.FAILED);
            });
  }

  private Uni<SecurityIdentity> toProvider(RoutingContext context) {
    return flow.getChallenge(context)
        .onItem()
        .transformToUni(
            challenge ->
                Uni.createFrom()
                    .failure(new AuthenticationRedirectException(FOUND, location(challenge))));
  }

  private static String location(ChallengeData challenge) {
    return challenge.getHeaders().entrySet().stream()
        .filter(header -> header.getKey().toString().equalsIgnoreCase("Location"))
        .map(header -> header.getValue().toString())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no way to the provider"));
  }

  /** The library's own session, which holds nothing here: each flow is a new one. */
  static void forgetSession(RoutingContext context) {
    context.request().cookies().stream()
        .map(Cookie::getName)
        .filter(name -> name.startsWith(OidcUtils.SESSION_COOKIE_NAME))
        .toList()
        .forEach(name -> context.response().removeCookies(name, false));
  }

  /** Without the token that the library quotes, and in one line. */
  private static String why(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof InvalidJwtException)) {
      cause = cause.getCause();
    }
    String said =
        cause instanceof InvalidJwtException invalid
            ? invalid.getErrorDetails().stream()
                .map(OidcAuthentication::fault)
                .collect(Collectors.joining(" ", "the ID token does not hold: ", ""))
            : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    return UNPRINTABLE.matcher(said).replaceAll("?");
  }

  private static String fault(ErrorCodeValidator.Error error) {
    return error.getErrorCode() == ErrorCodes.SIGNATURE_INVALID
        ? "its signature is wrong"
        : error.getErrorMessage();
  }

  static AuthenticationRedirectException to(Reason reason) {
    return new AuthenticationRedirectException(SEE_OTHER, problemPage(reason));
  }

  static String problemPage(Reason reason) {
    return "/?sign_in_problem=" + reason.code();
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom().nullItem();
  }

  @Override
  public int getPriority() {
    return BEFORE_SESSIONS;
  }
}
