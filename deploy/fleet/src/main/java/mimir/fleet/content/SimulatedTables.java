package mimir.fleet.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mimir.fleet.tables.Cells;
import mimir.fleet.tables.SqlText;
import mimir.fleet.tables.TableSource;

/**
 * The tables of a simulated host, made from its seed for each question. One question sees one
 * moment: its tables agree with one another, so that joins give what they give on a real host.
 */
public final class SimulatedTables implements TableSource {

  private final SimulatedMachine machine;
  private final HostProfile profile;
  private final boolean laptop;
  private final Supplier<Instant> clock;

  public SimulatedTables(
      SimulatedMachine machine, HostProfile profile, boolean laptop, Supplier<Instant> clock) {
    this.machine = machine;
    this.profile = profile;
    this.laptop = laptop;
    this.clock = clock;
  }

  @Override
  public List<Map<String, Object>> rows(String table, SqlText asked) {
    List<Map<String, Object>> planted = profile.plantedIn(table);
    List<Map<String, Object>> seeded = seeded(table, clock.get());
    if (planted.isEmpty()) {
      return seeded;
    }
    List<Map<String, Object>> all = new ArrayList<>(seeded);
    all.addAll(planted);
    return all;
  }

  private List<Map<String, Object>> seeded(String table, Instant now) {
    SystemTables system = new SystemTables(machine, laptop);
    return switch (table) {
      case "os_version" -> system.osVersion();
      case "system_info" -> system.systemInfo();
      case "platform_info" -> system.platformInfo();
      case "uptime" -> system.uptime(now);
      case "time" -> SystemTables.time(now);
      case "kernel_info" -> system.kernelInfo();
      case "mounts" -> system.mounts();
      default -> ofAccounts(table, now, new Accounts(machine));
    };
  }

  private List<Map<String, Object>> ofAccounts(String table, Instant now, Accounts accounts) {
    SoftwareTables software = new SoftwareTables(machine, accounts);
    StartupTables startup = new StartupTables(machine, accounts);
    return switch (table) {
      case "users" -> accounts.users();
      case "groups" -> accounts.groups();
      case "user_groups" -> accounts.memberships();
      case "deb_packages" -> software.debPackages();
      case "rpm_packages" -> software.rpmPackages();
      case "programs" -> software.programs();
      case "homebrew_packages" -> software.homebrewPackages();
      case "apps" -> software.apps();
      case "chrome_extensions" -> software.browserExtensions();
      case "startup_items" -> startup.startupItems();
      case "crontab" -> startup.crontab();
      default -> ofProcesses(table, now, accounts, new RunningProcesses(machine, accounts, now));
    };
  }

  private List<Map<String, Object>> ofProcesses(
      String table, Instant now, Accounts accounts, RunningProcesses processes) {
    NetworkTables network = new NetworkTables(machine, processes);
    WindowsTables windows = new WindowsTables(machine, processes);
    return switch (table) {
      case "processes" -> processes.processes();
      case "osquery_info" ->
          new SystemTables(machine, laptop)
              .osqueryInfo(processes, profile.osqueryVersion().orElse(machine.osqueryVersion()));
      case "file" -> new FileTree(machine, accounts, processes).files(now);
      case "hash" -> new FileTree(machine, accounts, processes).hashes();
      case "listening_ports" -> network.listeningPorts();
      case "process_open_sockets" -> network.openSockets();
      case "socket_events" -> network.socketEvents(now);
      case "dns_lookup_events" -> network.dnsLookups(now);
      case "interface_addresses" -> network.addresses();
      case "interface_details" -> network.interfaces();
      case "etc_hosts" -> network.etcHosts();
      case "registry" -> windows.registry(now);
      case "services" -> windows.services();
      case "logged_in_users" -> loggedIn(accounts, processes);
      // A table of the platform of which this host has nothing.
      default -> List.of();
    };
  }

  private List<Map<String, Object>> loggedIn(Accounts accounts, RunningProcesses processes) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String person : machine.people()) {
      processes.all().stream()
          .filter(process -> process.owner().equals(accounts.account(person)))
          .findFirst()
          .ifPresent(
              process ->
                  rows.add(
                      Cells.of(
                          "type",
                          "user",
                          "user",
                          person,
                          "tty",
                          "pts/0",
                          "host",
                          "",
                          "time",
                          process.startedAt().getEpochSecond(),
                          "pid",
                          process.pid())));
    }
    return rows;
  }
}
