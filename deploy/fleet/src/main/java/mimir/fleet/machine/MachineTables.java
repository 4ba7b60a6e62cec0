package mimir.fleet.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mimir.fleet.tables.SqlText;
import mimir.fleet.tables.TableSource;

/**
 * The tables of the very machine this runs on, read when asked. A table that is not read here is
 * empty, which {@link #TABLES} tells apart from a machine that has nothing of the kind.
 */
public final class MachineTables implements TableSource {

  /** The tables that tell the truth. */
  public static final List<String> TABLES =
      List.of(
          "deb_packages",
          "file",
          "groups",
          "hash",
          "interface_addresses",
          "kernel_info",
          "listening_ports",
          "os_version",
          "osquery_info",
          "platform_info",
          "process_open_sockets",
          "processes",
          "system_info",
          "uptime",
          "user_groups",
          "users");

  private final SystemFacts system;
  private final ProcessFacts processes;
  private final AccountFacts accounts;

  public MachineTables() {
    this(Path.of("/"));
  }

  MachineTables(Path root) {
    ProcFiles files = new ProcFiles(root);
    this.system = new SystemFacts(files);
    this.processes = new ProcessFacts(files);
    this.accounts = new AccountFacts(files);
  }

  /** The UUID by which this machine enrols. */
  public String uuid() {
    return system.uuid();
  }

  public String hostname() {
    return system.hostname();
  }

  @Override
  public List<Map<String, Object>> rows(String table, SqlText asked) {
    return switch (table) {
      case "os_version" -> system.osVersion();
      case "system_info" -> system.systemInfo();
      case "platform_info" -> system.platformInfo();
      case "osquery_info" -> system.osqueryInfo();
      case "uptime" -> system.uptime();
      case "kernel_info" -> system.kernelInfo();
      case "interface_addresses" -> SystemFacts.interfaceAddresses();
      case "processes" -> processes.processes();
      case "process_open_sockets" -> processes.openSockets();
      case "listening_ports" -> processes.listeningPorts();
      case "users" -> accounts.users();
      case "groups" -> accounts.groups();
      case "user_groups" -> accounts.memberships();
      case "deb_packages" -> accounts.debPackages();
      case "file" -> FileFacts.files(paths(asked));
      case "hash" -> FileFacts.hashes(paths(asked));
      default -> List.of();
    };
  }

  /** A statement that joins with processes means the programs that run. */
  private Set<Path> paths(SqlText asked) {
    NamedPaths paths = new NamedPaths();
    if (asked.names().contains("processes")) {
      for (Map<String, Object> process : processes.processes()) {
        paths.add(String.valueOf(process.get("path")));
      }
    }
    paths.addConstants(asked.constants());
    return paths.all();
  }
}
