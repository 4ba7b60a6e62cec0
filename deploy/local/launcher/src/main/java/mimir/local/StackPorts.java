package mimir.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import mimir.local.process.PartFailed;
import mimir.local.process.Ports;
import mimir.local.service.ServiceDefinition;
import mimir.local.service.ServicePorts;

/** Where everything listens. Only the gateway's port is given; the others stay as once chosen. */
record StackPorts(
    int postgres, int kafka, int kafkaController, int connect, Map<String, ServicePorts> services) {

  static StackPorts choose(StackPaths paths, int gatewayPort, List<ServiceDefinition> chosen)
      throws IOException {
    if (!Ports.isFree(gatewayPort)) {
      throw new PartFailed(
          ServiceDefinition.GATEWAY,
          "cannot listen: port " + gatewayPort + " is in use; choose another one with --port");
    }
    var names = new ArrayList<>(List.of("postgresql", "kafka", "kafka-controller", "connect"));
    var all = new LinkedHashSet<>(ServiceDefinition.ALL);
    all.addAll(chosen);
    for (var service : all) {
      names.add(service.name());
      names.add(management(service));
      if (service.hasAgents()) {
        names.add(agents(service));
      }
    }
    var ports = Ports.remembered(paths.ports(), names);
    var services = new HashMap<String, ServicePorts>();
    for (var service : all) {
      var http = service.isGateway() ? gatewayPort : ports.get(service.name());
      services.put(
          service.name(),
          new ServicePorts(
              http,
              ports.get(management(service)),
              service.hasAgents() ? ports.get(agents(service)) : 0));
    }
    return new StackPorts(
        ports.get("postgresql"),
        ports.get("kafka"),
        ports.get("kafka-controller"),
        ports.get("connect"),
        Map.copyOf(services));
  }

  /** Of the first one as it always was, because agents know it. */
  private static String agents(ServiceDefinition service) {
    return service.name().equals(ServiceDefinition.DISPATCH)
        ? "agents"
        : service.name() + ".agents";
  }

  private static String management(ServiceDefinition service) {
    return service.name() + ".management";
  }
}
