package mimir.gateway.oidc;

import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.AuthenticationRedirectException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mimir.gateway.accounts.SignInRefused.Reason;
import mimir.gateway.sessions.AddressFailures;
import mimir.gateway.sessions.ClientAddress;
import mimir.gateway.sessions.SignInRefusals;
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

  /** RFC 6749, 4.1.2.1, and OpenID Connect Core 1.0, 3.1.2.6. */
  private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,64}");

  private static final int SAID_MAX = 500;

  private static final int FOUND = 302;
  private static final int SEE_OTHER = 303;

  private final OidcTenants tenants;
  private final OidcAuthenticationMechanism flow;
  private final ClientAddress clients;
  private final AddressFailures failures;
  private final SignInRefusals refusals;
  private final Vertx vertx;

  OidcAuthentication(
      OidcTenants tenants,
      OidcAuthenticationMechanism flow,
      ClientAddress clients,
      AddressFailures failures,
      SignInRefusals refusals,
      Vertx vertx) {
    this.tenants = tenants;
    this.flow = flow;
    this.clients = clients;
    this.failures = failures;
    this.refusals = refusals;
    this.vertx = vertx;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    if (!tenants.isAskedFor(context)) {
      // Or the library would take the provider that a cookie names, and refuse for its sake.
      context.put(OidcUtils.TENANT_ID_ATTRIBUTE, OidcUtils.DEFAULT_TENANT_ID);
      return Uni.createFrom().nullItem();
    }
    String address = clients.of(context.request());
    if (failures.pause(address).isPresent()) {
      return Uni.createFrom().failure(to(Reason.TOO_MANY_ATTEMPTS));
    }
    return Uni.createFrom()
        .deferred(() -> step(context, identities))
        .onFailure(failure -> !(failure instanceof AuthenticationRedirectException))
        .recoverWithUni(failure -> refused(failure, address));
  }

  private Uni<SecurityIdentity> step(RoutingContext context, IdentityProviderManager identities) {
    MultiMap parameters = context.queryParams();
    if (parameters.contains("error")) {
      // Not told to the library, which would log what anybody can write there.
      throw new AuthenticationFailedException(
          ERROR_CODE.matcher(parameters.get("error")).matches()
              ? "the provider says " + parameters.get("error")
              : "the provider says no");
    }
    forgetSession(context);
    boolean isBack = parameters.contains("code") || parameters.contains("state");
    return flow.authenticate(context, identities)
        .onItem()
        .ifNull()
        .switchTo(
            () -> {
              if (isBack) {
                throw new AuthenticationFailedException("this browser did not begin it");
              }
              return toProvider(context);
            });
  }

  private Uni<SecurityIdentity> refused(Throwable failure, String address) {
    LOG.warnf("single sign-on failed: %s", why(failure));
    failures.failed(address);
    var noted =
        vertx.executeBlocking(
            () -> {
              refusals.note(null, address, audited(Reason.FAILED));
              return null;
            },
            false);
    return Uni.createFrom()
        .completionStage(noted.toCompletionStage())
        .onItemOrFailure()
        .transformToUni((_, _) -> Uni.createFrom().failure(to(Reason.FAILED)));
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
    return UNPRINTABLE
        .matcher(said.length() > SAID_MAX ? said.substring(0, SAID_MAX) : said)
        .replaceAll("?");
  }

  private static String fault(ErrorCodeValidator.Error error) {
    return switch (error.getErrorCode()) {
      case ErrorCodes.EXPIRED,
          ErrorCodes.EXPIRATION_MISSING,
          ErrorCodes.ISSUED_AT_MISSING,
          ErrorCodes.ISSUED_AT_INVALID_FUTURE,
          ErrorCodes.NOT_BEFORE_MISSING,
          ErrorCodes.NOT_YET_VALID,
          ErrorCodes.AUDIENCE_MISSING,
          ErrorCodes.AUDIENCE_INVALID,
          ErrorCodes.ISSUER_MISSING,
          ErrorCodes.ISSUER_INVALID,
          ErrorCodes.SUBJECT_MISSING ->
          error.getErrorMessage();
      case ErrorCodes.SIGNATURE_INVALID -> "its signature is wrong";
      case ErrorCodes.SIGNATURE_MISSING -> "it has no signature";
      // The text of others may hold the token.
      default -> "fault " + error.getErrorCode() + " of jose4j";
    };
  }

  /** As the audit trail and the metric say it. */
  static String audited(Reason reason) {
    return "oidc_" + reason.code();
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
