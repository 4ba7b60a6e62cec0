package mimir.fleet.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mimir.fleet.tables.Cells;
import mimir.fleet.tables.Platform;

/** The processes of this machine and the ports they listen on, from {@code /proc}. */
final class ProcessFacts {

  /** The kernel's unit of process times, the same on every Linux that matters. */
  private static final long TICKS_PER_SECOND = 100;

  private static final String LISTENING_TCP = "0A";
  private static final String UNCONNECTED_UDP = "07";

  /** As the kernel numbers them, and as osquery names them. */
  private static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry("01", "ESTABLISHED"),
          Map.entry("02", "SYN_SENT"),
          Map.entry("03", "SYN_RECV"),
          Map.entry("04", "FIN_WAIT1"),
          Map.entry("05", "FIN_WAIT2"),
          Map.entry("06", "TIME_WAIT"),
          Map.entry("07", "CLOSED"),
          Map.entry("08", "CLOSE_WAIT"),
          Map.entry("09", "LAST_ACK"),
          Map.entry("0A", "LISTEN"),
          Map.entry("0B", "CLOSING"));

  private final ProcFiles files;

  ProcessFacts(ProcFiles files) {
    this.files = files;
  }

  List<Map<String, Object>> processes() {
    if (Platform.ofThisMachine() != Platform.LINUX) {
      return ProcessHandle.allProcesses().map(ProcessFacts::portable).toList();
    }
    long bootedAt = ProcFiles.number(files.pairs("/proc/stat", ' ').getOrDefault("btime", "0"));
    return files.numbers("/proc").stream()
        .map(pid -> process(pid, bootedAt))
        .flatMap(Optional::stream)
        .toList();
  }

  /** What Java can tell of a process where there is no {@code /proc}. */
  private static Map<String, Object> portable(ProcessHandle process) {
    String path = process.info().command().orElse("");
    return Cells.of(
        "pid", process.pid(),
        "name", path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1),
        "path", path,
        "cmdline", process.info().commandLine().orElse(""),
        "parent", process.parent().map(ProcessHandle::pid).orElse(0L),
        "start_time",
            process.info().startInstant().map(java.time.Instant::getEpochSecond).orElse(0L));
  }

  private Optional<Map<String, Object>> process(long pid, long bootedAt) {
    String directory = "/proc/" + pid;
    String stat = files.text(directory + "/stat");
    // The name may hold blanks and brackets, so the fields are counted from its end.
    int nameEnd = stat.lastIndexOf(')');
    if (nameEnd < 0) {
      return Optional.empty();
    }
    String[] fields = stat.substring(nameEnd + 2).split(" ", -1);
    Map<String, String> status = files.pairs(directory + "/status", ':');
    String[] uids = status.getOrDefault("Uid", "0\t0\t0\t0").split("\t", -1);
    String[] gids = status.getOrDefault("Gid", "0\t0\t0\t0").split("\t", -1);
    String path = files.link(directory + "/exe");
    return Optional.of(
        Cells.of(
            "pid", pid,
            "name", stat.substring(stat.indexOf('(') + 1, nameEnd),
            "path", path.replace(" (deleted)", ""),
            "cmdline", files.text(directory + "/cmdline").replace('\0', ' ').strip(),
            "state", fields[0],
            "cwd", files.link(directory + "/cwd"),
            "root", files.link(directory + "/root"),
            "uid", ProcFiles.number(uids[0]),
            "gid", ProcFiles.number(gids[0]),
            "euid", ProcFiles.number(uids[1]),
            "egid", ProcFiles.number(gids[1]),
            "suid", ProcFiles.number(uids[2]),
            "sgid", ProcFiles.number(gids[2]),
            "on_disk", path.isEmpty() ? -1 : path.endsWith(" (deleted)") ? 0 : 1,
            "wired_size", 0,
            "resident_size", kilobytes(status, "VmRSS"),
            "total_size", kilobytes(status, "VmSize"),
            "user_time", milliseconds(fields[11]),
            "system_time", milliseconds(fields[12]),
            "start_time", bootedAt + ProcFiles.number(fields[19]) / TICKS_PER_SECOND,
            "parent", ProcFiles.number(fields[1]),
            "pgroup", ProcFiles.number(fields[2]),
            "threads", ProcFiles.number(fields[17]),
            "nice", ProcFiles.number(fields[16])));
  }

  private static long kilobytes(Map<String, String> status, String name) {
    return ProcFiles.number(status.getOrDefault(name, "0 kB").replace("kB", "")) * 1024;
  }

  private static long milliseconds(String ticks) {
    return ProcFiles.number(ticks) * 1_000 / TICKS_PER_SECOND;
  }

  List<Map<String, Object>> listeningPorts() {
    Map<Long, long[]> owners = socketOwners();
    List<Map<String, Object>> rows = new ArrayList<>();
    addPorts(rows, owners, "/proc/net/tcp", 2, 6, LISTENING_TCP);
    addPorts(rows, owners, "/proc/net/tcp6", 10, 6, LISTENING_TCP);
    addPorts(rows, owners, "/proc/net/udp", 2, 17, UNCONNECTED_UDP);
    addPorts(rows, owners, "/proc/net/udp6", 10, 17, UNCONNECTED_UDP);
    return rows;
  }

  private void addPorts(
      List<Map<String, Object>> rows,
      Map<Long, long[]> owners,
      String table,
      int family,
      int protocol,
      String state) {
    for (String line : files.lines(table)) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length > 9 && fields[3].equals(state)) {
        long socket = ProcFiles.number(fields[9]);
        long[] owner = owners.getOrDefault(socket, new long[] {-1, -1});
        rows.add(
            Cells.of(
                "pid",
                owner[0],
                "port",
                port(fields[1]),
                "protocol",
                protocol,
                "family",
                family,
                "address",
                address(fields[1]),
                "fd",
                owner[1],
                "socket",
                socket,
                "path",
                ""));
      }
    }
  }

  /** Connections and what listens, of TCP and UDP. */
  List<Map<String, Object>> openSockets() {
    Map<Long, long[]> owners = socketOwners();
    List<Map<String, Object>> rows = new ArrayList<>();
    addSockets(rows, owners, "/proc/net/tcp", 2, 6);
    addSockets(rows, owners, "/proc/net/tcp6", 10, 6);
    addSockets(rows, owners, "/proc/net/udp", 2, 17);
    addSockets(rows, owners, "/proc/net/udp6", 10, 17);
    return rows;
  }

  private void addSockets(
      List<Map<String, Object>> rows,
      Map<Long, long[]> owners,
      String table,
      int family,
      int protocol) {
    for (String line : files.lines(table)) {
      String[] fields = line.strip().split("\\s+", -1);
      if (fields.length > 9 && fields[1].indexOf(':') > 0) {
        long socket = ProcFiles.number(fields[9]);
        long[] owner = owners.getOrDefault(socket, new long[] {-1, -1});
        rows.add(
            Cells.of(
                "pid",
                owner[0],
                "fd",
                owner[1],
                "socket",
                socket,
                "family",
                family,
                "protocol",
                protocol,
                "local_address",
                address(fields[1]),
                "local_port",
                port(fields[1]),
                "remote_address",
                address(fields[2]),
                "remote_port",
                port(fields[2]),
                "path",
                "",
                "state",
                STATES.getOrDefault(fields[3], "UNKNOWN")));
      }
    }
  }

  private static String address(String field) {
    return HexAddress.text(field.substring(0, field.indexOf(':')));
  }

  private static int port(String field) {
    return Integer.parseInt(field.substring(field.indexOf(':') + 1), 16);
  }

  /** Inode of a socket → process and file descriptor; only those of processes we may look into. */
  private Map<Long, long[]> socketOwners() {
    Map<Long, long[]> owners = new HashMap<>();
    for (long pid : files.numbers("/proc")) {
      String directory = "/proc/" + pid + "/fd";
      if (!mayList(directory)) {
        continue;
      }
      for (long descriptor : files.numbers(directory)) {
        String link = files.link(directory + "/" + descriptor);
        if (link.startsWith("socket:[")) {
          owners.put(
              ProcFiles.number(link.substring(8, link.length() - 1)), new long[] {pid, descriptor});
        }
      }
    }
    return owners;
  }

  private boolean mayList(String directory) {
    try {
      return Files.isReadable(files.path(directory).toRealPath());
    } catch (IOException e) {
      return false;
    }
  }
}
