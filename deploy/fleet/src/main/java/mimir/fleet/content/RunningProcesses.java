package mimir.fleet.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import mimir.fleet.content.Catalogue.Line;
import mimir.fleet.content.SimulatedProcess.Port;
import mimir.fleet.tables.Cells;
import mimir.fleet.tables.Platform;

/** The processes of a host since its last start: the same ones until it starts again. */
final class RunningProcesses {

  private final SimulatedMachine machine;
  private final Accounts accounts;
  private final Instant now;
  private final Instant bootedAt;
  private final List<SimulatedProcess> processes = new ArrayList<>();

  RunningProcesses(SimulatedMachine machine, Accounts accounts, Instant now) {
    this.machine = machine;
    this.accounts = accounts;
    this.now = now;
    this.bootedAt = machine.bootedAt(now);
    SplittableRandom random = machine.seed().of("processes").of(bootedAt.getEpochSecond()).random();
    Map<String, Long> firstPid = new HashMap<>();
    long pid = 1;
    for (Line line : Catalogue.of(machine.platform()).lines("process")) {
      if (!runs(line)) {
        continue;
      }
      for (int i = count(line.text(5), random); i > 0; i--) {
        // A second process of a name is a child of the first, as workers are of their master.
        long parent = firstPid.getOrDefault(line.text(0), pid == 1 ? 0L : 1L);
        SimulatedProcess process = process(line, pid, parent, random);
        processes.add(process);
        firstPid.putIfAbsent(process.name(), pid);
        pid += 1 + random.nextInt(machine.platform() == Platform.WINDOWS ? 160 : 90);
      }
    }
  }

  /** All processes of one program are there or none is, so the line's own seed is the program's. */
  private boolean runs(Line line) {
    String program = line.text(0) + (line.text(4).equals("@") ? line.text(2) : "");
    return machine.has(line.text(6))
        && machine.seed().of("runs").of(program).happens(shareWithin(line));
  }

  /** The chance is one of all hosts; of those that have the package nearly all run it. */
  private static double shareWithin(Line line) {
    boolean asSaid = line.text(6).isEmpty() || line.share(4) < 0.1 || line.share(4) >= 1;
    return asSaid ? line.share(4) : 0.95;
  }

  private static int count(String range, SplittableRandom random) {
    int dash = range.indexOf('-');
    if (dash < 0) {
      return Integer.parseInt(range);
    }
    int least = Integer.parseInt(range.substring(0, dash));
    return random.nextInt(least, Integer.parseInt(range.substring(dash + 1)) + 1);
  }

  private SimulatedProcess process(Line line, long pid, long parent, SplittableRandom random) {
    Accounts.Account owner = accounts.account(line.text(3));
    return new SimulatedProcess(
        pid,
        parent,
        line.text(0),
        line.text(1),
        line.text(2).replace("{user}", owner.name()),
        owner,
        bootedAt.plusSeconds(pid / 20),
        line.text(1).isEmpty() ? 0 : 4096L * (500 + random.nextInt(60_000)),
        line.text(7).isEmpty()
            ? List.of()
            : Stream.of(line.text(7).split(",", -1)).map(Port::parse).toList());
  }

  List<SimulatedProcess> all() {
    return processes;
  }

  List<Map<String, Object>> processes() {
    return processes.stream().map(this::row).toList();
  }

  private Map<String, Object> row(SimulatedProcess process) {
    long elapsed = now.getEpochSecond() - process.startedAt().getEpochSecond();
    Map<String, Object> row =
        Cells.of(
            "pid",
            process.pid(),
            "name",
            process.name(),
            "path",
            process.path(),
            "cmdline",
            process.cmdline(),
            "state",
            machine.platform() == Platform.WINDOWS ? "STILL_ACTIVE" : "S",
            "cwd",
            "/",
            "root",
            "/",
            "uid",
            process.owner().uid(),
            "gid",
            process.owner().gid(),
            "euid",
            process.owner().uid(),
            "egid",
            process.owner().gid(),
            "suid",
            process.owner().uid(),
            "sgid",
            process.owner().gid(),
            "on_disk",
            process.path().isEmpty() ? -1 : 1,
            "wired_size",
            0,
            "resident_size",
            process.residentBytes(),
            "total_size",
            process.residentBytes() * 3,
            "user_time",
            elapsed * 3 + process.pid() % 97,
            "system_time",
            elapsed + process.pid() % 31,
            "disk_bytes_read",
            process.residentBytes() / 2,
            "disk_bytes_written",
            process.pid() * 512,
            "start_time",
            process.startedAt().getEpochSecond(),
            "parent",
            process.parent(),
            "pgroup",
            process.parent() > 1 ? process.parent() : process.pid(),
            "threads",
            1 + process.pid() % 23,
            "nice",
            0);
    addOfPlatform(row, process, elapsed);
    return row;
  }

  private void addOfPlatform(Map<String, Object> row, SimulatedProcess process, long elapsed) {
    switch (machine.platform()) {
      case LINUX -> row.put("cgroup_path", "/system.slice/" + process.name() + ".service");
      case DARWIN -> row.putAll(Cells.of("upid", process.pid(), "uppid", process.parent()));
      case WINDOWS ->
          row.putAll(
              Cells.of(
                  "elevated_token",
                  process.owner().uid() < 100 ? 1 : 0,
                  "elapsed_time",
                  elapsed,
                  "handle_count",
                  80 + process.pid() % 900,
                  "percent_processor_time",
                  process.pid() * 1_000));
    }
  }
}
