package mimir.fleet.content;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mimir.fleet.content.Catalogue.Line;
import mimir.fleet.content.SimulatedProcess.Port;
import mimir.fleet.tables.Cells;
import mimir.fleet.tables.Platform;

/** Addresses, open ports and who talks to whom; every socket belongs to a running process. */
final class NetworkTables {

  private static final int TCP = 6;

  private final SimulatedMachine machine;
  private final RunningProcesses processes;

  NetworkTables(SimulatedMachine machine, RunningProcesses processes) {
    this.machine = machine;
    this.processes = processes;
  }

  List<Map<String, Object>> listeningPorts() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SimulatedProcess process : processes.all()) {
      for (Port port : process.ports()) {
        rows.add(
            Cells.of(
                "pid", process.pid(),
                "port", port.number(),
                "protocol", port.protocol(),
                "family", port.family(),
                "address", port.address(),
                "fd", 3 + rows.size(),
                "socket", 20_000 + process.pid() + port.number(),
                "path", "",
                "net_namespace", "4026531840"));
      }
    }
    return rows;
  }

  List<Map<String, Object>> openSockets() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SimulatedProcess process : processes.all()) {
      for (Port port : process.ports()) {
        rows.add(socket(process, port.address(), port.number(), anyOf(port), 0, "LISTEN"));
      }
      for (Line peer : peersOf(process)) {
        rows.add(
            socket(
                process,
                machine.address(),
                localPort(process, peer),
                remote(peer),
                (int) peer.number(2),
                "ESTABLISHED"));
      }
    }
    return rows;
  }

  private static String anyOf(Port port) {
    return port.family() == 2 ? "0.0.0.0" : "::";
  }

  private static Map<String, Object> socket(
      SimulatedProcess process,
      String local,
      int localPort,
      String remote,
      int remotePort,
      String state) {
    return Cells.of(
        "pid",
        process.pid(),
        "fd",
        3 + remotePort % 90,
        "socket",
        20_000 + process.pid() + localPort,
        "family",
        local.contains(":") ? 10 : 2,
        "protocol",
        TCP,
        "local_address",
        local,
        "remote_address",
        remote,
        "local_port",
        localPort,
        "remote_port",
        remotePort,
        "path",
        "",
        "state",
        state,
        "net_namespace",
        "4026531840");
  }

  private List<Line> peersOf(SimulatedProcess process) {
    return Catalogue.of(machine.platform()).lines("peer").stream()
        .filter(peer -> peer.text(0).equals(process.name()))
        .filter(
            peer ->
                machine.seed().of("peer").of(peer.text(1)).of(process.pid()).happens(peer.share(3)))
        .toList();
  }

  private String remote(Line peer) {
    return peer.text(1).replace("{host}", Integer.toString(2 + machine.number() % 250));
  }

  private static int localPort(SimulatedProcess process, Line peer) {
    return (int) (32_768 + (process.pid() * 31 + peer.number(2)) % 28_000);
  }

  /** What was recorded of the last hour: one connection each for a process and its peer. */
  List<Map<String, Object>> socketEvents(Instant now) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SimulatedProcess process : processes.all()) {
      for (Line peer : peersOf(process)) {
        Instant at = now.minus(Duration.ofSeconds(60 + process.pid() * 13 % 3_500));
        rows.add(
            Cells.of(
                "action",
                "connect",
                "pid",
                process.pid(),
                "path",
                process.path(),
                "fd",
                "12",
                "auid",
                process.owner().uid(),
                "status",
                "succeeded",
                "family",
                2,
                "local_address",
                "",
                "remote_address",
                remote(peer),
                "local_port",
                0,
                "remote_port",
                peer.number(2),
                "time",
                at.getEpochSecond(),
                "uptime",
                Duration.between(machine.bootedAt(now), at).toSeconds(),
                "protocol",
                TCP,
                "success",
                1));
      }
    }
    return rows;
  }

  List<Map<String, Object>> dnsLookups(Instant now) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SimulatedProcess process : processes.all()) {
      for (Line domain : Catalogue.of(Platform.WINDOWS).lines("domain")) {
        if (domain.text(0).equals(process.name())
            && machine.seed().of("domain").of(domain.text(1)).happens(domain.share(2))) {
          Instant at = now.minus(Duration.ofSeconds(30 + process.pid() * 7 % 3_500));
          rows.add(
              Cells.of(
                  "time", at.getEpochSecond(),
                  "datetime", at.toString(),
                  "pid", process.pid(),
                  "path", process.path(),
                  "username", process.owner().name(),
                  "name", domain.text(1),
                  "type", "A",
                  "type_id", 1,
                  "status", 0,
                  "response", "::ffff:" + "104.18.%d.7;".formatted(process.pid() % 250)));
        }
      }
    }
    return rows;
  }

  List<Map<String, Object>> addresses() {
    String name = interfaceName();
    return List.of(
        Cells.of(
            "interface", machine.platform() == Platform.DARWIN ? "lo0" : "lo",
            "address", "127.0.0.1",
            "mask", "255.0.0.0",
            "type", "auto"),
        Cells.of(
            "interface",
            name,
            "address",
            machine.address(),
            "mask",
            "255.255.0.0",
            "broadcast",
            machine.address().replaceAll("\\d+\\.\\d+$", "255.255"),
            "type",
            "dhcp",
            "friendly_name",
            "Ethernet"));
  }

  List<Map<String, Object>> interfaces() {
    return List.of(
        Cells.of(
            "interface", interfaceName(),
            "mac", machine.mac(),
            "type", 6,
            "mtu", 1500,
            "metric", 0,
            "flags", 4163,
            "ipackets", 1_000_000L + machine.number() * 37L,
            "opackets", 700_000L + machine.number() * 29L,
            "ibytes", 900_000_000L + machine.number() * 37_000L,
            "obytes", 120_000_000L + machine.number() * 29_000L,
            "ierrors", 0,
            "oerrors", 0,
            "idrops", 0,
            "odrops", 0,
            "collisions", 0,
            "last_change", -1,
            "friendly_name", "Ethernet",
            "enabled", 1));
  }

  private String interfaceName() {
    return switch (machine.platform()) {
      case LINUX -> "ens160";
      case DARWIN -> "en0";
      case WINDOWS -> "12";
    };
  }

  List<Map<String, Object>> etcHosts() {
    return List.of(
        Cells.of("address", "127.0.0.1", "hostnames", "localhost"),
        Cells.of("address", "127.0.1.1", "hostnames", machine.hostname()),
        Cells.of("address", "::1", "hostnames", "ip6-localhost ip6-loopback"));
  }
}
