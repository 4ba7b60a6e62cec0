package mimir.gateway.oidc;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import mimir.gateway.accounts.Grant;
import mimir.gateway.accounts.Role;

/** From what a provider says of a person to what that person may do here. */
final class OidcRules {

  /** The provider's names of what there is here. */
  record RoleNames(String admin, String operator, String fleetHunts) {}

  /** Empty for somebody who is nothing here. An admin needs not be an operator as well. */
  static Optional<Grant> grant(Set<String> roles, RoleNames names) {
    List<String> capabilities =
        roles.contains(names.fleetHunts()) ? List.of(Grant.FLEET_HUNTS) : List.of();
    if (roles.contains(names.admin())) {
      return Optional.of(new Grant(Role.ADMIN, capabilities));
    }
    return roles.contains(names.operator())
        ? Optional.of(new Grant(Role.OPERATOR, capabilities))
        : Optional.empty();
  }

  private OidcRules() {}
}
