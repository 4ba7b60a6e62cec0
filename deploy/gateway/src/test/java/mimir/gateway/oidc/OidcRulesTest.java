package mimir.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import mimir.gateway.oidc.OidcRules.RoleNames;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OidcRulesTest {
  private static final RoleNames NAMES = new RoleNames("soc-leads", "soc", "hunters");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          soc                 | OPERATOR []
          soc hunters         | OPERATOR [can_launch_fleet_hunts]
          soc-leads           | ADMIN []
          soc-leads soc       | ADMIN []
          soc-leads hunters   | ADMIN [can_launch_fleet_hunts]
          hunters             | nothing
          SOC                 | nothing
          soc-leads2 admin    | nothing
          ''                  | nothing
          """)
  void the_providers_roles_say_what_somebody_is(String roles, String expected) {
    var has = Arrays.stream(roles.split(" ")).collect(Collectors.toSet());

    assertThat(
            OidcRules.grant(has, NAMES)
                .map(grant -> grant.role() + " " + grant.capabilities())
                .orElse("nothing"))
        .isEqualTo(expected);
  }
}
