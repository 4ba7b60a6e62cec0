package mimir.fleet.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mimir.fleet.content.Catalogue.Line;
import mimir.fleet.tables.Cells;
import mimir.fleet.tables.Platform;

/** Registry and services, which only Windows has. */
final class WindowsTables {

  private final SimulatedMachine machine;
  private final RunningProcesses processes;

  WindowsTables(SimulatedMachine machine, RunningProcesses processes) {
    this.machine = machine;
    this.processes = processes;
  }

  List<Map<String, Object>> registry(Instant now) {
    long written = machine.bootedAt(now).getEpochSecond() - 86_400;
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : Catalogue.of(Platform.WINDOWS).lines("registry")) {
      // A value that starts a program is there where the program is.
      String aspect = line.text(3).startsWith("C:\\Users") ? "runs" : "registry";
      String program =
          aspect.equals("runs")
              ? VirtualPath.of(line.text(3)).filename() + line.text(3)
              : line.text(0) + line.text(1);
      if (machine.seed().of(aspect).of(program).happens(line.share(4))) {
        rows.add(
            Cells.of(
                "key", line.text(0),
                "path", line.text(0) + "\\" + line.text(1),
                "name", line.text(1),
                "type", line.text(2),
                "data", line.text(3),
                "mtime", written));
      }
    }
    return rows;
  }

  List<Map<String, Object>> services() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : Catalogue.of(Platform.WINDOWS).lines("service")) {
      String path = line.text(4);
      boolean ofPerson = path.startsWith("C:\\Users");
      String aspect = ofPerson ? VirtualPath.of(path).filename() + path : line.text(0);
      if (machine.seed().of(ofPerson ? "runs" : "service").of(aspect).happens(line.share(6))) {
        rows.add(
            Cells.of(
                "name",
                line.text(0),
                "service_type",
                path.contains("svchost") ? "SHARE_PROCESS" : "OWN_PROCESS",
                "display_name",
                line.text(1),
                "status",
                line.text(3),
                "pid",
                line.text(3).equals("RUNNING") ? pidOf(path) : 0,
                "start_type",
                line.text(2),
                "win32_exit_code",
                line.text(3).equals("RUNNING") ? 0 : 1077,
                "service_exit_code",
                0,
                "path",
                path,
                "module_path",
                "",
                "description",
                line.text(1),
                "user_account",
                line.text(5)));
      }
    }
    return rows;
  }

  private long pidOf(String commandLine) {
    return processes.all().stream()
        .filter(process -> !process.path().isEmpty() && commandLine.contains(process.path()))
        .map(SimulatedProcess::pid)
        .findFirst()
        .orElse(0L);
  }
}
