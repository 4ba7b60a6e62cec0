package mimir.gateway.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The identity provider, and what its claims mean here. */
@ConfigMapping(prefix = "mimir")
interface OidcSettings {
  /** Its issuer, below which is {@code /.well-known/openid-configuration}; none, no sign-on. */
  Optional<String> oidcIssuer();

  Optional<String> oidcClientId();

  Optional<String> oidcClientSecret();

  /** Beside {@code openid}. */
  @WithDefault("profile")
  List<String> oidcScopes();

  /** The claim of the ID token that is a person's name here. */
  @WithDefault("preferred_username")
  String oidcUsernameClaim();

  /** Where the ID token has the list of roles or groups; {@code /} between nested claims. */
  @WithDefault("groups")
  String oidcRolesClaim();

  /** Who has this one is an admin. */
  @WithDefault("mimir-admin")
  String oidcAdminRole();

  /** Who has this one is an operator. */
  @WithDefault("mimir-operator")
  String oidcOperatorRole();

  /** An operator who has this one may hunt on the whole fleet. */
  @WithDefault("mimir-fleet-hunts")
  String oidcFleetHuntsRole();
}
