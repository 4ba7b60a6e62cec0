package mimir.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mimir.local.process.PartFailed;
import mimir.local.process.Ports;
import mimir.local.service.ServiceDefinition;
import mimir.local.service.ServicePorts;

/** Where everything listens. Only the gateway's port is given; the others stay as once chosen. */
record StackPorts(
    int postgres,
    int kafka,
    int kafkaController,
    int connect,
    int agents,
    Map<String, ServicePorts> services) {

  static StackPorts choose(StackPaths paths, int gatewayPort) throws IOException {
    if (!Ports.isFree(gatewayPort)) {
      throw new PartFailed(
          ServiceDefinition.GATEWAY,
          "cannot listen: port " + gatewayPort + " is in use; choose another one with --port");
    }
    var names =
        new ArrayList<>(List.of("postgresql", "kafka", "kafka-controller", "connect", "agents"));
    for (var service : ServiceDefinition.ALL) {
      names.add(service.name());
      names.add(management(service));
    }
    var ports = Ports.remembered(paths.ports(), names);
    var services = new HashMap<String, ServicePorts>();
    for (var service : ServiceDefinition.ALL) {
      var http = service.isGateway() ? gatewayPort : ports.get(service.name());
      services.put(service.name(), new ServicePorts(http, ports.get(management(service))));
    }
    return new StackPorts(
        ports.get("postgresql"),
        ports.get("kafka"),
        ports.get("kafka-controller"),
        ports.get("connect"),
        ports.get("agents"),
        Map.copyOf(services));
  }

  private static String management(ServiceDefinition service) {
    return service.name() + ".management";
  }
}
