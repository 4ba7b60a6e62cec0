package mimir.local;

import java.util.List;
import mimir.local.service.ServiceDefinition;

/** What a start was asked for. */
record StackOptions(
    int gatewayPort,
    int fleetHosts,
    RestartPolicy restartPolicy,
    List<ServiceDefinition> services) {
  StackOptions {
    services = List.copyOf(services);
  }

  boolean hasGateway() {
    return services.stream().anyMatch(ServiceDefinition::isGateway);
  }

  boolean hasFleet() {
    return fleetHosts > 0;
  }
}
