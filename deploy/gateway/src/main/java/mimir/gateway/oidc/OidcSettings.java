package mimir.gateway.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The identity provider, and what its claims mean here. */
@ConfigMapping(prefix = "mimir.gateway.oidc")
interface OidcSettings {
  /** Its issuer, below which is {@code /.well-known/openid-configuration}; none, no sign-on. */
  Optional<String> issuer();

  Optional<String> clientId();

  Optional<String> clientSecret();

  /** Beside {@code openid}. */
  @WithDefault("profile")
  List<String> scopes();

  /** The claim of the ID token that is a person's name here. */
  @WithDefault("preferred_username")
  String usernameClaim();

  /** Where the ID token has the list of roles or groups; {@code /} between nested claims. */
  @WithDefault("groups")
  String rolesClaim();

  /** Who has this one is an admin. */
  @WithDefault("mimir-admin")
  String adminRole();

  /** Who has this one is an operator. */
  @WithDefault("mimir-operator")
  String operatorRole();

  /** An operator who has this one may hunt on the whole fleet. */
  @WithDefault("mimir-fleet-hunts")
  String fleetHuntsRole();
}
