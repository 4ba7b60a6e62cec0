package mimir.local;

import java.util.List;
import mimir.local.service.ServiceDefinition;

/**
 * What a start was asked for.
 *
 * @param plainAgents whether agents talk without TLS, as behind a terminator
 * @param services replicas included
 */
record StackOptions(
    int gatewayPort,
    int fleetHosts,
    RestartPolicy restartPolicy,
    boolean plainAgents,
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
