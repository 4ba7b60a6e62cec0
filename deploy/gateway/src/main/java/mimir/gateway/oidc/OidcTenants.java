package mimir.gateway.oidc;

import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.common.runtime.config.OidcClientCommonConfig.Credentials.Secret.Method;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.quarkus.oidc.runtime.OidcTenantConfig.Authentication.CookieSameSite;
import io.quarkus.oidc.runtime.OidcTenantConfig.Roles.Source;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import mimir.gateway.sessions.ClientAddress;

/**
 * The configured provider, for requests at the one address of single sign-on. For all others the
 * library has none, and finds nobody.
 */
@Startup
@ApplicationScoped
class OidcTenants implements TenantConfigResolver {
  static final String PATH = "/api/v1/session/oidc";

  /** How long somebody may take at the provider. */
  private static final Duration FLOW_MAX = Duration.ofMinutes(15);

  /** Below it the state's cipher could be tried out by whoever has asked for one state. */
  private static final int SECRET_CHARACTERS_MIN = 32;

  /** Splits nothing: a claim that is one text is one name, whatever blanks it has. */
  private static final String NEVER = "(?!)";

  private final Optional<OidcTenantConfig> plain;
  private final Optional<OidcTenantConfig> underTls;
  private final ClientAddress clients;

  OidcTenants(OidcSettings settings, ClientAddress clients) {
    this.clients = clients;
    this.plain = settings.oidcIssuer().map(issuer -> tenant(issuer, settings, false));
    this.underTls = settings.oidcIssuer().map(issuer -> tenant(issuer, settings, true));
  }

  boolean isConfigured() {
    return plain.isPresent();
  }

  /** Whether this request is a step of signing in. */
  boolean isAskedFor(RoutingContext context) {
    var request = context.request();
    return isConfigured() && request.method().name().equals("GET") && request.path().equals(PATH);
  }

  @Override
  public Uni<OidcTenantConfig> resolve(
      RoutingContext context, OidcRequestContext<OidcTenantConfig> ignored) {
    if (!isAskedFor(context)) {
      return Uni.createFrom().nullItem();
    }
    // Behind a proxy that speaks TLS for us, the provider must be told the address under TLS.
    return Uni.createFrom().optional(clients.isSecure(context.request()) ? underTls : plain);
  }

  private static OidcTenantConfig tenant(String issuer, OidcSettings settings, boolean tls) {
    String secret = required(settings.oidcClientSecret(), "MIMIR_OIDC_CLIENT_SECRET");
    if (secret.length() < SECRET_CHARACTERS_MIN) {
      throw new IllegalStateException(
          "MIMIR_OIDC_CLIENT_SECRET has fewer than " + SECRET_CHARACTERS_MIN + " characters");
    }
    return OidcTenantConfig.authServerUrl(issuer)
        .tenantId(tls ? "tls" : "plain")
        .applicationType(ApplicationType.WEB_APP)
        .clientId(required(settings.oidcClientId(), "MIMIR_OIDC_CLIENT_ID"))
        .credentials()
        .clientSecret(secret, Method.BASIC)
        .end()
        .token()
        .issuer(issuer)
        .subjectRequired()
        // Else a key that is not known is a reason to believe the provider's word for a token.
        .allowJwtIntrospection(false)
        .allowOpaqueTokenIntrospection(false)
        .end()
        .roles()
        .source(Source.idtoken)
        .roleClaimPath(settings.oidcRolesClaim())
        .roleClaimSeparator(NEVER)
        .end()
        .authentication()
        .scopes(settings.oidcScopes())
        .redirectPath(PATH)
        .removeRedirectParameters(false)
        .pkceRequired()
        .nonceRequired()
        .stateSecret(derived(secret))
        .stateCookieAge(FLOW_MAX)
        .cookiePath(PATH)
        .cookieSameSite(CookieSameSite.LAX)
        .cookieForceSecure(tls)
        .forceRedirectHttpsScheme(tls)
        .end()
        .build();
  }

  private static String required(Optional<String> value, String variable) {
    return value.orElseThrow(
        () -> new IllegalStateException(variable + " is needed beside MIMIR_OIDC_ISSUER"));
  }

  /** The same in every replica, and of the length that the library's cipher wants. */
  private static String derived(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("mimir-oidc-state-v1:" + secret).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 32);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
