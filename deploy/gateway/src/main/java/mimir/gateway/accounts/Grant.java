package mimir.gateway.accounts;

import java.util.List;

/** What a person may do: a role, and capabilities beside it, sorted. */
public record Grant(Role role, List<String> capabilities) {
  public static final String FLEET_HUNTS = "can_launch_fleet_hunts";

  public Grant {
    capabilities = capabilities.stream().distinct().sorted().toList();
  }
}
