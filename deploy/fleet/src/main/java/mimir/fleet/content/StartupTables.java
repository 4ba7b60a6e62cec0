package mimir.fleet.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mimir.fleet.content.Catalogue.Line;
import mimir.fleet.tables.Cells;
import mimir.fleet.tables.Platform;

/** What starts by itself on a host: with the system, with its people, or by the clock. */
final class StartupTables {

  private final SimulatedMachine machine;
  private final Accounts accounts;

  StartupTables(SimulatedMachine machine, Accounts accounts) {
    this.machine = machine;
    this.accounts = accounts;
  }

  private List<Line> lines(String kind) {
    return Catalogue.of(machine.platform()).lines(kind);
  }

  List<Map<String, Object>> startupItems() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : lines("startup")) {
      // Windows lists the value's key and its type in the last two fields, as the others do.
      if (machine.seed().of("runs").of(program(line)).happens(line.share(4))) {
        rows.add(
            Cells.of(
                "name", line.text(0),
                "path", line.text(1),
                "args", "",
                "type", line.text(3),
                "source", line.text(2).replace("{user}", machine.people().getFirst()),
                "status", "enabled",
                "username",
                    machine.platform() == Platform.LINUX ? "root" : accounts.account("@").name()));
      }
    }
    return rows;
  }

  /** A startup item shares the fate of the program it starts. */
  private static String program(Line line) {
    String path = line.text(1);
    String name = VirtualPath.of(path).filename();
    boolean ofPerson = path.startsWith("C:\\Users") || path.startsWith("/Applications");
    return ofPerson ? name + path : name;
  }

  List<Map<String, Object>> crontab() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : lines("cron")) {
      if (machine.seed().of("cron").of(line.text(5)).happens(line.share(7))) {
        String person = machine.people().getFirst();
        rows.add(
            Cells.of(
                "event", "",
                "minute", line.text(0),
                "hour", line.text(1),
                "day_of_month", line.text(2),
                "month", line.text(3),
                "day_of_week", line.text(4),
                "command", line.text(5).replace("{user}", person),
                "path", line.text(6).replace("{user}", person)));
      }
    }
    return rows;
  }
}
