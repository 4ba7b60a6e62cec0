package mimir.fleet.machine;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import mimir.fleet.tables.Cells;
import mimir.fleet.tables.Platform;

/** What this machine is: system, hardware, name, addresses. */
final class SystemFacts {

  static final String AGENT_VERSION = "5.23.0";

  private final ProcFiles files;

  SystemFacts(ProcFiles files) {
    this.files = files;
  }

  /** The hardware's UUID where it can be read, else one that follows from the machine id. */
  String uuid() {
    String hardware = files.firstLine("/sys/class/dmi/id/product_uuid");
    if (hardware.length() == 36) {
      return hardware.toLowerCase(Locale.ROOT);
    }
    String id = files.firstLine("/etc/machine-id");
    String from = id.isEmpty() ? hostname() : id;
    return UUID.nameUUIDFromBytes(from.getBytes(StandardCharsets.UTF_8)).toString();
  }

  String hostname() {
    String name = files.firstLine("/proc/sys/kernel/hostname");
    if (!name.isEmpty()) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  List<Map<String, Object>> osVersion() {
    Map<String, String> release = files.pairs("/etc/os-release", '=');
    String[] parts = release.getOrDefault("VERSION_ID", "").split("\\.", -1);
    return List.of(
        Cells.of(
            "name", release.getOrDefault("NAME", System.getProperty("os.name")),
            "version", release.getOrDefault("VERSION", System.getProperty("os.version")),
            "major", part(parts, 0),
            "minor", part(parts, 1),
            "patch", part(parts, 2),
            "build", release.getOrDefault("BUILD_ID", ""),
            "platform", release.getOrDefault("ID", platformName()),
            "platform_like", release.getOrDefault("ID_LIKE", ""),
            "codename", release.getOrDefault("VERSION_CODENAME", ""),
            "arch", architecture()));
  }

  private static long part(String[] parts, int at) {
    return at < parts.length ? ProcFiles.number(parts[at]) : 0;
  }

  private static String platformName() {
    return Platform.ofThisMachine().name().toLowerCase(Locale.ROOT);
  }

  private static String architecture() {
    String name = System.getProperty("os.arch");
    return name.equals("amd64") ? "x86_64" : name;
  }

  List<Map<String, Object>> systemInfo() {
    Map<String, String> cpu = files.pairs("/proc/cpuinfo", ':');
    String memory = files.pairs("/proc/meminfo", ':').getOrDefault("MemTotal", "0 kB");
    int processors = Runtime.getRuntime().availableProcessors();
    return List.of(
        Cells.of(
            "hostname", hostname(),
            "uuid", uuid(),
            "cpu_type", architecture(),
            "cpu_subtype", cpu.getOrDefault("model", ""),
            "cpu_brand", cpu.getOrDefault("model name", ""),
            "cpu_physical_cores", processors,
            "cpu_logical_cores", processors,
            "cpu_sockets", 1,
            "cpu_microcode", cpu.getOrDefault("microcode", ""),
            "physical_memory", ProcFiles.number(memory.replace("kB", "")) * 1024,
            "hardware_vendor", files.firstLine("/sys/class/dmi/id/sys_vendor"),
            "hardware_model", files.firstLine("/sys/class/dmi/id/product_name"),
            "hardware_version", files.firstLine("/sys/class/dmi/id/product_version"),
            "hardware_serial", files.firstLine("/sys/class/dmi/id/product_serial"),
            "board_vendor", files.firstLine("/sys/class/dmi/id/board_vendor"),
            "board_model", files.firstLine("/sys/class/dmi/id/board_name"),
            "board_version", files.firstLine("/sys/class/dmi/id/board_version"),
            "board_serial", files.firstLine("/sys/class/dmi/id/board_serial"),
            "computer_name", hostname(),
            "local_hostname", hostname()));
  }

  List<Map<String, Object>> platformInfo() {
    return List.of(
        Cells.of(
            "vendor", files.firstLine("/sys/class/dmi/id/bios_vendor"),
            "version", files.firstLine("/sys/class/dmi/id/bios_version"),
            "date", files.firstLine("/sys/class/dmi/id/bios_date"),
            "revision", files.firstLine("/sys/class/dmi/id/bios_release"),
            "extra", "",
            "firmware_type", "unknown"));
  }

  List<Map<String, Object>> osqueryInfo() {
    return List.of(
        Cells.of(
            "pid",
            ProcessHandle.current().pid(),
            "uuid",
            uuid(),
            "instance_id",
            uuid(),
            "version",
            AGENT_VERSION,
            "config_hash",
            "",
            "config_valid",
            1,
            "extensions",
            "inactive",
            "build_platform",
            platformName(),
            "build_distro",
            "mimir-fleet",
            "start_time",
            ProcessHandle.current()
                .info()
                .startInstant()
                .map(java.time.Instant::getEpochSecond)
                .orElse(0L),
            "watcher",
            -1,
            "platform_mask",
            Platform.ofThisMachine().mask()));
  }

  List<Map<String, Object>> uptime() {
    String seconds = files.firstLine("/proc/uptime").split("[ .]", 2)[0];
    Duration up = Duration.ofSeconds(ProcFiles.number(seconds));
    return List.of(
        Cells.of(
            "days", up.toDays(),
            "hours", up.toHoursPart(),
            "minutes", up.toMinutesPart(),
            "seconds", up.toSecondsPart(),
            "total_seconds", up.toSeconds()));
  }

  List<Map<String, Object>> kernelInfo() {
    String version = files.firstLine("/proc/sys/kernel/osrelease");
    return List.of(
        Cells.of(
            "version",
            version.isEmpty() ? System.getProperty("os.version") : version,
            "arguments",
            files.firstLine("/proc/cmdline"),
            "path",
            "",
            "device",
            ""));
  }

  static List<Map<String, Object>> interfaceAddresses() {
    List<Map<String, Object>> rows = new ArrayList<>();
    try {
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        for (InterfaceAddress address : each.getInterfaceAddresses()) {
          InetAddress broadcast = address.getBroadcast();
          rows.add(
              Cells.of(
                  "interface",
                  each.getName(),
                  "address",
                  address.getAddress().getHostAddress().replaceAll("%.*", ""),
                  "mask",
                  mask(address),
                  "broadcast",
                  broadcast == null ? "" : broadcast.getHostAddress(),
                  "point_to_point",
                  "",
                  "type",
                  "unknown"));
        }
      }
    } catch (SocketException e) {
      // The network is being reconfigured; the answer holds what could be read.
      return rows;
    }
    return rows;
  }

  private static String mask(InterfaceAddress address) {
    int bits = address.getNetworkPrefixLength();
    if (address.getAddress().getAddress().length != 4) {
      return "/" + bits;
    }
    long mask = bits == 0 ? 0 : (0xffffffffL << (32 - bits)) & 0xffffffffL;
    return "%d.%d.%d.%d"
        .formatted(mask >> 24, (mask >> 16) & 0xff, (mask >> 8) & 0xff, mask & 0xff);
  }
}
