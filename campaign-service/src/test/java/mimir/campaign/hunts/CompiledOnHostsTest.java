package mimir.campaign.hunts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.QueryType;
import mimir.fleet.content.Artefact;
import mimir.fleet.content.HostProfile;
import mimir.fleet.content.Seed;
import mimir.fleet.content.SimulatedMachine;
import mimir.fleet.content.SimulatedTables;
import mimir.fleet.machine.MachineTables;
import mimir.fleet.tables.Platform;
import mimir.fleet.tables.QueryOutcome;
import mimir.fleet.tables.Row;
import mimir.fleet.tables.TableDatabase;
import mimir.fleet.tables.TableSource;
import mimir.fleet.tables.Watchdog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is compiled finds what is there, and nothing else, on simulated hosts and on this one. */
class CompiledOnHostsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final IocCompiler COMPILER =
      new IocCompiler(new SweptDirectories(SweptDirectories.DEFAULT));

  private static final String MD5 = "5d41402abc4b2a76b9719d911017c592";
  private static final String SHA1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";
  private static final String SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  private static final String DOWNLOAD = "C:\\Users\\anna\\Downloads\\Evil.EXE";
  private static final String KEY = "HKEY_LOCAL_MACHINE\\Software\\Evil";

  private static Arguments planted(
      QueryType query, Platform platform, String value, Artefact artefact) {
    return Arguments.of(query, platform, value, artefact);
  }

  static Stream<Arguments> planted() {
    return Stream.of(
        planted(
            QueryType.FILE_HASH_SHA256,
            Platform.LINUX,
            SHA256,
            Artefact.file("/Users/anna/Downloads/x", MD5, SHA1, SHA256)),
        planted(
            QueryType.FILE_HASH_SHA1,
            Platform.WINDOWS,
            SHA1,
            Artefact.file(DOWNLOAD, MD5, SHA1, SHA256)),
        planted(
            QueryType.FILE_HASH_MD5,
            Platform.DARWIN,
            MD5,
            Artefact.file("/Users/Shared/x", MD5, SHA1, SHA256)),
        planted(
            QueryType.FILENAME,
            Platform.WINDOWS,
            "evil.exe",
            Artefact.file(DOWNLOAD, MD5, SHA1, SHA256)),
        planted(
            QueryType.FILEPATH,
            Platform.LINUX,
            "/srv/a'b",
            Artefact.file("/srv/a'b", MD5, SHA1, SHA256)),
        planted(
            QueryType.REGISTRY_KEY,
            Platform.WINDOWS,
            KEY,
            Artefact.registryValue(
                "HKEY_LOCAL_MACHINE\\SOFTWARE\\EVIL", "Run", "REG_SZ", "calc.exe")),
        planted(
            QueryType.REGISTRY_KEY,
            Platform.WINDOWS,
            "HKEY_CURRENT_USER\\Software\\Evil",
            Artefact.registryValue(
                "HKEY_USERS\\S-1-5-21-1-2-3-1001\\Software\\Evil", "Run", "REG_SZ", "calc.exe")),
        planted(
            QueryType.IPV4_SNAPSHOT,
            Platform.DARWIN,
            "198.51.100.7",
            Artefact.connection(4_711, "/usr/bin/nc", "198.51.100.7", 443)),
        planted(
            QueryType.IPV4_SNAPSHOT,
            Platform.LINUX,
            "198.51.100.7",
            Artefact.connection(4_711, "/usr/bin/nc", "::ffff:198.51.100.7", 443)),
        planted(
            QueryType.IPV4_EVENTED,
            Platform.LINUX,
            "198.51.100.7",
            Artefact.closedConnection(4_711, "/usr/bin/nc", "198.51.100.7", 443)),
        planted(
            QueryType.DOMAIN_EVENTED,
            Platform.WINDOWS,
            "evil.example",
            Artefact.dnsLookup(4_711, DOWNLOAD, "C2.Evil.Example.", NOW)),
        planted(
            QueryType.DOMAIN_CMDLINE,
            Platform.LINUX,
            "evil.example",
            Artefact.process(4_711, "/usr/bin/curl", "curl https://C2.EVIL.example/x")));
  }

  @ParameterizedTest
  @MethodSource("planted")
  void a_planted_indicator_is_found(
      QueryType query, Platform platform, String value, Artefact artefact) {
    var host = new HostProfile();
    host.plant(artefact);

    assertThat(rows(simulated(platform, host), query, value)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("planted")
  void a_clean_host_has_nothing(
      QueryType query, Platform platform, String value, Artefact artefact) {
    assertThat(rows(simulated(platform, new HostProfile()), query, value)).isEmpty();
  }

  @Test
  void a_name_that_only_ends_like_a_domain_is_none_below_it() {
    var host = new HostProfile();
    host.plant(Artefact.dnsLookup(4_711, DOWNLOAD, "notevil.example", NOW));

    assertThat(rows(simulated(Platform.WINDOWS, host), QueryType.DOMAIN_EVENTED, "evil.example"))
        .isEmpty();
  }

  @Test
  void a_running_program_is_looked_at_wherever_its_file_is() {
    var host = new HostProfile();
    host.plant(Artefact.file("/srv/hidden/x", MD5, SHA1, SHA256));
    host.plant(Artefact.process(4_711, "/srv/hidden/x", "x"));

    assertThat(rows(simulated(Platform.LINUX, host), QueryType.FILE_HASH_MD5, MD5))
        .containsExactly(Map.of("path", "/srv/hidden/x", "md5", MD5));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void the_reference_agent_finds_files_by_hash_name_and_path(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("planted-by-a-test.bin"), "hello");
    var compiler = new IocCompiler(new SweptDirectories(List.of(directory.toString())));
    var machine = new MachineTables();

    assertThat(rows(compiler, machine, QueryType.FILE_HASH_SHA256, SHA256))
        .contains(Map.of("path", file.toString(), "sha256", SHA256));
    assertThat(rows(compiler, machine, QueryType.FILE_HASH_SHA1, SHA1)).isNotEmpty();
    assertThat(rows(compiler, machine, QueryType.FILE_HASH_MD5, MD5)).isNotEmpty();
    assertThat(rows(compiler, machine, QueryType.FILENAME, "planted-by-a-test.bin")).hasSize(1);
    assertThat(rows(compiler, machine, QueryType.FILEPATH, file.toString())).hasSize(1);
    assertThat(rows(compiler, machine, QueryType.FILENAME, "never-planted.bin")).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void the_reference_agent_finds_open_connections_and_command_lines()
      throws IOException, InterruptedException {
    var machine = new MachineTables();
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var _ = new Socket(server.getInetAddress(), server.getLocalPort())) {
      assertThat(rows(COMPILER, machine, QueryType.IPV4_SNAPSHOT, "127.0.0.1"))
          .anySatisfy(
              row ->
                  assertThat(row)
                      .containsEntry("remote_port", Integer.toString(server.getLocalPort()))
                      .containsEntry("process_name", "java"));
    }
    Process process = new ProcessBuilder("tail", "-f", "/dev/null", "c2.planted.example").start();
    try {
      assertThat(rows(COMPILER, machine, QueryType.DOMAIN_CMDLINE, "planted.example"))
          .anySatisfy(row -> assertThat(row).containsEntry("pid", Long.toString(process.pid())));
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(rows(COMPILER, machine, QueryType.IPV4_EVENTED, "127.0.0.1")).isEmpty();
  }

  private static TableDatabase simulated(Platform platform, HostProfile profile) {
    SimulatedMachine machine =
        IntStream.range(0, 100)
            .mapToObj(number -> new SimulatedMachine(new Seed(1), number))
            .filter(each -> each.platform() == platform)
            .findFirst()
            .orElseThrow();
    return database(platform, new SimulatedTables(machine, profile, false, () -> NOW));
  }

  private static TableDatabase database(Platform platform, TableSource source) {
    return new TableDatabase(platform, source, Watchdog.LEVEL_0, new Semaphore(1));
  }

  private static List<Map<String, String>> rows(
      IocCompiler compiler, MachineTables machine, QueryType query, String value) {
    return rows(compiler, database(Platform.LINUX, machine), query, value);
  }

  private static List<Map<String, String>> rows(TableDatabase host, QueryType query, String value) {
    return rows(COMPILER, host, query, value);
  }

  private static List<Map<String, String>> rows(
      IocCompiler compiler, TableDatabase host, QueryType query, String value) {
    IndicatorType type = query.indicators();
    return compiler
        .compile(List.of(new FrozenIoc(UUID.randomUUID(), type.wire(), value, "high")))
        .stream()
        .filter(each -> each.type() == query)
        .flatMap(each -> answer(host, each.sql()).stream())
        .toList();
  }

  private static List<Map<String, String>> answer(TableDatabase host, String sql) {
    QueryOutcome outcome = host.answer(sql);
    assertThat(outcome).isInstanceOf(QueryOutcome.Rows.class);
    return ((QueryOutcome.Rows) outcome).rows().stream().map(Row::asMap).toList();
  }
}
