package mimir.fleet.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import mimir.fleet.tables.Platform;
import mimir.fleet.tables.QueryOutcome;
import mimir.fleet.tables.Row;
import mimir.fleet.tables.TableDatabase;
import mimir.fleet.tables.Watchdog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedTablesTest {

  private static final Seed FLEET = new Seed(1);
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private static SimulatedMachine a(Platform platform) {
    return IntStream.range(0, 100)
        .mapToObj(number -> new SimulatedMachine(FLEET, number))
        .filter(machine -> machine.platform() == platform)
        .findFirst()
        .orElseThrow();
  }

  private static TableDatabase database(SimulatedMachine machine, HostProfile profile) {
    return new TableDatabase(
        machine.platform(),
        new SimulatedTables(machine, profile, false, () -> NOW),
        Watchdog.LEVEL_0,
        new Semaphore(1));
  }

  private static List<Map<String, String>> ask(SimulatedMachine machine, String sql) {
    return ask(machine, new HostProfile(), sql);
  }

  private static List<Map<String, String>> ask(
      SimulatedMachine machine, HostProfile profile, String sql) {
    QueryOutcome outcome = database(machine, profile).answer(sql);
    assertThat(outcome).isInstanceOf(QueryOutcome.Rows.class);
    return ((QueryOutcome.Rows) outcome).rows().stream().map(Row::asMap).toList();
  }

  @ParameterizedTest
  @EnumSource(Platform.class)
  void every_process_with_a_path_has_its_file_and_hash(Platform platform) {
    SimulatedMachine machine = a(platform);
    assertThat(ask(machine, "SELECT pid FROM processes")).hasSizeBetween(20, 60);
    assertThat(
            ask(
                machine,
                """
                SELECT p.path FROM processes p LEFT JOIN hash h USING (path)
                LEFT JOIN file f ON f.path = p.path
                WHERE p.path <> '' AND (h.sha256 IS NULL OR f.size IS NULL)
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Platform.class)
  void parents_owners_and_sockets_are_those_of_the_same_host(Platform platform) {
    SimulatedMachine machine = a(platform);
    assertThat(
            ask(
                machine,
                """
                SELECT p.pid FROM processes p LEFT JOIN processes q ON q.pid = p.parent
                LEFT JOIN users u ON u.uid = p.uid
                WHERE (q.pid IS NULL AND p.parent <> 0) OR u.uid IS NULL
                """))
        .isEmpty();
    assertThat(
            ask(
                machine,
                """
                SELECT 1 FROM listening_ports l LEFT JOIN processes p USING (pid)
                WHERE p.pid IS NULL
                UNION ALL
                SELECT 1 FROM process_open_sockets s LEFT JOIN processes p USING (pid)
                WHERE p.pid IS NULL
                """))
        .isEmpty();
    assertThat(ask(machine, "SELECT 1 FROM process_open_sockets WHERE remote_port = 9443"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(Platform.class)
  void every_platform_fills_the_tables_it_is_known_for(Platform platform) {
    SimulatedMachine machine = a(platform);
    List<String> tables =
        switch (platform) {
          case LINUX ->
              List.of("mounts", "crontab", "startup_items", "kernel_info", "logged_in_users");
          case DARWIN -> List.of("homebrew_packages", "apps", "mounts", "socket_events");
          case WINDOWS -> List.of("programs", "registry", "services", "dns_lookup_events");
        };
    for (String table : tables) {
      assertThat(ask(machine, "SELECT * FROM " + table)).as(table).isNotEmpty();
    }
    for (String table :
        List.of(
            "os_version",
            "system_info",
            "osquery_info",
            "platform_info",
            "uptime",
            "users",
            "groups",
            "user_groups",
            "interface_addresses",
            "interface_details",
            "etc_hosts")) {
      assertThat(ask(machine, "SELECT * FROM " + table)).as(table).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM processes ORDER BY pid",
        "SELECT * FROM system_info",
        "SELECT * FROM hash WHERE directory LIKE '%' ORDER BY path",
        "SELECT * FROM process_open_sockets",
      })
  void the_same_seed_is_the_same_host(String sql) {
    assertThat(ask(new SimulatedMachine(FLEET, 7), sql))
        .isEqualTo(ask(new SimulatedMachine(FLEET, 7), sql))
        .isNotEqualTo(ask(new SimulatedMachine(FLEET, 8), sql))
        .isNotEqualTo(ask(new SimulatedMachine(new Seed(2), 7), sql));
  }

  @Test
  void a_version_of_a_program_has_one_hash_in_the_whole_fleet() {
    Map<String, Set<String>> hashes = new HashMap<>();
    for (int number = 0; number < 60; number++) {
      SimulatedMachine machine = new SimulatedMachine(FLEET, number);
      if (machine.platform() == Platform.LINUX) {
        for (Map<String, String> row :
            ask(machine, "SELECT sha256 FROM hash WHERE path = '/usr/bin/openssl'")) {
          hashes
              .computeIfAbsent(machine.packages().get("openssl"), v -> new HashSet<>())
              .add(row.get("sha256"));
        }
      }
    }
    assertThat(hashes).hasSizeGreaterThan(1).allSatisfy((v, set) -> assertThat(set).hasSize(1));
    Set<String> all = new HashSet<>();
    hashes.values().forEach(all::addAll);
    assertThat(all).hasSameSizeAs(hashes.keySet());
  }

  @Test
  void any_part_of_a_fleet_has_the_mix_of_the_whole() {
    for (int hosts : new int[] {50, 400}) {
      Map<Platform, Integer> mix = new HashMap<>();
      int laptops = 0;
      Set<String> names = new HashSet<>();
      Set<String> identifiers = new HashSet<>();
      for (int number = 0; number < hosts; number++) {
        SimulatedMachine machine = new SimulatedMachine(FLEET, number);
        mix.merge(machine.platform(), 1, Integer::sum);
        laptops += SimulatedMachine.isLaptop(FLEET, number, 0.2) ? 1 : 0;
        names.add(machine.hostname());
        identifiers.add(machine.uuid().toString());
      }
      int slack = Math.max(3, hosts / 50);
      assertThat(mix.get(Platform.LINUX))
          .isBetween(hosts * 55 / 100 - slack, hosts * 55 / 100 + slack);
      assertThat(mix.get(Platform.WINDOWS)).isBetween(hosts / 4 - slack, hosts / 4 + slack);
      assertThat(laptops).isBetween(hosts / 5 - slack, hosts / 5 + slack);
      assertThat(names).hasSize(hosts);
      assertThat(identifiers).hasSize(hosts);
    }
  }

  @Test
  void rare_programs_run_on_few_hosts_and_bring_their_traces() {
    List<SimulatedMachine> odd =
        IntStream.range(0, 3_000)
            .mapToObj(number -> new SimulatedMachine(FLEET, number))
            .filter(machine -> machine.platform() == Platform.LINUX)
            .filter(machine -> machine.seed().of("runs").of("kdevtmpfsi").happens(0.003))
            .toList();
    assertThat(odd).hasSizeBetween(1, 20);
    assertThat(
            ask(
                odd.getFirst(),
                """
                SELECT s.remote_address FROM processes p JOIN process_open_sockets s USING (pid)
                JOIN hash h ON h.path = p.path WHERE p.name = 'kdevtmpfsi'
                """))
        .containsExactly(Map.of("remote_address", "185.220.101.34"));
  }

  /**
   * The last of them is the one of the first twenty thousand whose serial number came out short.
   */
  @Test
  void every_host_can_enrol() {
    IntStream some = IntStream.concat(IntStream.range(0, 500), IntStream.of(19_793));
    for (int number : some.toArray()) {
      SimulatedMachine machine = new SimulatedMachine(FLEET, number);
      assertThat(ask(machine, "SELECT s.uuid FROM system_info s JOIN osquery_info o USING (uuid)"))
          .containsExactly(Map.of("uuid", machine.uuid().toString()));
    }
  }

  @Test
  void what_is_planted_is_found() {
    SimulatedMachine linux = a(Platform.LINUX);
    HostProfile profile = new HostProfile();
    profile.plant(Artefact.file("/opt/evil/implant", "EICAR"));
    profile.plant(Artefact.process(4711, "/opt/evil/implant", "implant --call c2.example.org"));
    profile.plant(Artefact.connection(4711, "/opt/evil/implant", "203.0.113.9", 443));
    assertThat(
            ask(
                linux,
                profile,
                """
                SELECT p.pid, e.remote_port, f.filename FROM hash h JOIN processes p USING (path)
                JOIN socket_events e ON e.pid = p.pid JOIN file f ON f.path = h.path
                JOIN process_open_sockets s ON s.pid = p.pid
                WHERE h.directory = '/opt/evil'
                  AND h.sha256 = sha256('EICAR') AND e.remote_address = '203.0.113.9'
                """))
        .containsExactly(Map.of("pid", "4711", "remote_port", "443", "filename", "implant"));

    SimulatedMachine windows = a(Platform.WINDOWS);
    profile.plant(
        Artefact.registryValue("HKEY_LOCAL_MACHINE\\SOFTWARE\\Evil", "Run", "REG_SZ", "x.exe"));
    profile.plant(Artefact.dnsLookup(9, "C:\\x.exe", "c2.example.org", NOW));
    assertThat(
            ask(
                windows,
                profile,
                "SELECT data FROM registry WHERE path = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Evil\\Run'"))
        .containsExactly(Map.of("data", "x.exe"));
    assertThat(
            ask(
                windows,
                profile,
                "SELECT pid FROM dns_lookup_events WHERE name LIKE '%.example.org'"))
        .containsExactly(Map.of("pid", "9"));
  }

  @Test
  void a_directory_lists_what_lies_in_it() {
    assertThat(
            ask(a(Platform.LINUX), "SELECT filename, type FROM file WHERE directory = '/etc/ssh'"))
        .contains(Map.of("filename", "ssh_host_ed25519_key", "type", "regular"));
    assertThat(ask(a(Platform.LINUX), "SELECT type FROM file WHERE path = '/etc/ssh'"))
        .containsExactly(Map.of("type", "directory"));
    assertThat(
            ask(
                a(Platform.WINDOWS),
                "SELECT count(*) AS n FROM file WHERE path LIKE 'c:\\windows\\system32\\%.dll'"))
        .containsExactly(Map.of("n", "2"));
  }
}
