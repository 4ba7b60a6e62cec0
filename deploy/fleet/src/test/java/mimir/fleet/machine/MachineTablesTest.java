package mimir.fleet.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import mimir.fleet.tables.Platform;
import mimir.fleet.tables.QueryOutcome;
import mimir.fleet.tables.Row;
import mimir.fleet.tables.TableDatabase;
import mimir.fleet.tables.Watchdog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class MachineTablesTest {

  @TempDir private Path directory;

  private static List<Map<String, String>> ask(MachineTables machine, String sql) {
    QueryOutcome outcome =
        new TableDatabase(Platform.LINUX, machine, Watchdog.LEVEL_0, new Semaphore(1)).answer(sql);
    assertThat(outcome).isInstanceOf(QueryOutcome.Rows.class);
    return ((QueryOutcome.Rows) outcome).rows().stream().map(Row::asMap).toList();
  }

  private static List<Map<String, String>> ask(String sql) {
    return ask(new MachineTables(), sql);
  }

  @Test
  void it_sees_itself_among_the_processes() {
    long pid = ProcessHandle.current().pid();
    assertThat(ask("SELECT path, state, cmdline FROM processes WHERE pid = " + pid))
        .singleElement()
        .satisfies(row -> assertThat(row.get("path")).endsWith("/bin/java"))
        .satisfies(row -> assertThat(row.get("cmdline")).contains("java"));
  }

  @Test
  void it_hashes_the_programs_that_run() {
    long pid = ProcessHandle.current().pid();
    assertThat(
            ask(
                "SELECT length(h.sha256) AS n FROM processes p JOIN hash h ON h.path = p.path"
                    + " WHERE p.pid = "
                    + pid))
        .containsExactly(Map.of("n", "64"));
  }

  @Test
  void files_are_read_where_the_statement_names_them() throws IOException {
    Files.writeString(directory.resolve("a.txt"), "abc");
    Files.createDirectory(directory.resolve("sub"));
    Files.writeString(directory.resolve("sub/b.txt"), "b");
    assertThat(
            ask(
                "SELECT f.size, f.type, h.md5 FROM file f JOIN hash h USING (path) WHERE path = '"
                    + directory.resolve("a.txt")
                    + "'"))
        .containsExactly(
            Map.of("size", "3", "type", "regular", "md5", "900150983cd24fb0d6963f7d28e17f72"));
    assertThat(
            ask(
                "SELECT filename FROM file WHERE directory = '"
                    + directory
                    + "' ORDER BY filename"))
        .extracting(row -> row.get("filename"))
        .containsExactly("a.txt", "sub");
    assertThat(ask("SELECT filename FROM file WHERE path LIKE '" + directory + "/%%.txt'"))
        .hasSize(2);
    assertThat(ask("SELECT filename FROM file WHERE path LIKE '" + directory + "/%.txt'"))
        .hasSize(1);
    assertThat(ask("SELECT filename FROM file WHERE path LIKE '" + directory + "/s%/%.txt'"))
        .containsExactly(Map.of("filename", "b.txt"));
    assertThat(ask("SELECT filename FROM file WHERE path LIKE '" + directory + "/x%/%'")).isEmpty();
  }

  @Test
  void a_connection_is_shown_with_both_its_ends_and_its_process() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var _ = new Socket(server.getInetAddress(), server.getLocalPort())) {
      assertThat(
              ask(
                  "SELECT remote_address, state FROM process_open_sockets WHERE remote_port = %d"
                          .formatted(server.getLocalPort())
                      + " AND pid = "
                      + ProcessHandle.current().pid()))
          .singleElement()
          .satisfies(row -> assertThat(row.get("remote_address")).endsWith("127.0.0.1"))
          .satisfies(row -> assertThat(row.get("state")).isEqualTo("ESTABLISHED"));
    }
  }

  @Test
  void accounts_packages_and_system_come_from_their_files() throws IOException {
    write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\nanna:x:1000:1000::/home/anna:/bin/sh\n");
    write("/etc/group", "root:x:0:\nadm:x:4:anna,nobody\n");
    write("/etc/os-release", "NAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n");
    write("/proc/uptime", "90061.52 1.0\n");
    write(
        "/var/lib/dpkg/status", "Package: bash\nStatus: install ok installed\nVersion: 5.2-3\n\n");
    MachineTables machine = new MachineTables(directory);
    assertThat(
            ask(
                machine,
                "SELECT username, groupname FROM user_groups JOIN users USING (uid)"
                    + " JOIN groups ON groups.gid = user_groups.gid ORDER BY 1"))
        .containsExactly(
            Map.of("username", "anna", "groupname", "adm"),
            Map.of("username", "root", "groupname", "root"));
    assertThat(ask(machine, "SELECT name, major, platform FROM os_version"))
        .containsExactly(Map.of("name", "Debian GNU/Linux", "major", "12", "platform", "debian"));
    assertThat(ask(machine, "SELECT days, hours, minutes FROM uptime"))
        .containsExactly(Map.of("days", "1", "hours", "1", "minutes", "1"));
    assertThat(ask(machine, "SELECT name, revision FROM deb_packages"))
        .containsExactly(Map.of("name", "bash", "revision", "3"));
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @ParameterizedTest
  @CsvSource({
    "0100007F, 127.0.0.1",
    "00000000, 0.0.0.0",
    "00000000000000000000000000000000, ::",
    "00000000000000000000000001000000, ::1",
  })
  void addresses_of_proc_are_words_in_the_processors_order(String hex, String address) {
    assertThat(HexAddress.text(hex)).isEqualTo(address);
  }

  @Test
  void osqueryis_answer_and_error_are_read_as_it_prints_them() throws IOException {
    assertThat(Osqueryi.rows("[\n {\"b\":\"1\",\"a\":\"x\"}\n]\n[\n {\"c\":\"2\"}\n]\n"))
        .extracting(Row::asMap)
        .containsExactly(Map.of("b", "1", "a", "x"), Map.of("c", "2"));
    assertThat(Osqueryi.error("W1120 warn\nError: no such table: nope\n"))
        .contains("no such table: nope");
    assertThat(Osqueryi.error("")).isEmpty();
  }
}
