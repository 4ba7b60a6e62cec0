package mimir.fleet.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mimir.fleet.tables.Cells;

/** Users, groups and packages of this machine, from the files that hold them. */
final class AccountFacts {

  private final ProcFiles files;

  AccountFacts(ProcFiles files) {
    this.files = files;
  }

  List<Map<String, Object>> users() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String[] user : fields("/etc/passwd", 7)) {
      rows.add(
          Cells.of(
              "uid",
              ProcFiles.number(user[2]),
              "gid",
              ProcFiles.number(user[3]),
              "uid_signed",
              (long) (int) ProcFiles.number(user[2]),
              "gid_signed",
              (long) (int) ProcFiles.number(user[3]),
              "username",
              user[0],
              "description",
              user[4],
              "directory",
              user[5],
              "shell",
              user[6],
              "uuid",
              ""));
    }
    return rows;
  }

  List<Map<String, Object>> groups() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String[] group : fields("/etc/group", 4)) {
      rows.add(
          Cells.of(
              "gid",
              ProcFiles.number(group[2]),
              "gid_signed",
              (long) (int) ProcFiles.number(group[2]),
              "groupname",
              group[0]));
    }
    return rows;
  }

  List<Map<String, Object>> memberships() {
    Map<String, Long> uids = new HashMap<>();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String[] user : fields("/etc/passwd", 7)) {
      uids.put(user[0], ProcFiles.number(user[2]));
      rows.add(Cells.of("uid", ProcFiles.number(user[2]), "gid", ProcFiles.number(user[3])));
    }
    for (String[] group : fields("/etc/group", 4)) {
      for (String member : group[3].split(",", -1)) {
        if (uids.containsKey(member)) {
          rows.add(Cells.of("uid", uids.get(member), "gid", ProcFiles.number(group[2])));
        }
      }
    }
    return rows;
  }

  private List<String[]> fields(String file, int count) {
    return files.lines(file).stream()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length >= count)
        .toList();
  }

  List<Map<String, Object>> debPackages() {
    List<Map<String, Object>> rows = new ArrayList<>();
    Map<String, String> stanza = new HashMap<>();
    for (String line : files.lines("/var/lib/dpkg/status")) {
      int colon = line.indexOf(": ");
      if (line.isEmpty()) {
        addPackage(rows, stanza);
        stanza = new HashMap<>();
      } else if (colon > 0 && line.charAt(0) != ' ') {
        stanza.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    addPackage(rows, stanza);
    return rows;
  }

  private static void addPackage(List<Map<String, Object>> rows, Map<String, String> stanza) {
    String version = stanza.get("Version");
    if (version == null) {
      return;
    }
    int dash = version.lastIndexOf('-');
    rows.add(
        Cells.of(
            "name", stanza.get("Package"),
            "version", version,
            "source", stanza.getOrDefault("Source", ""),
            "size", stanza.get("Installed-Size"),
            "arch", stanza.getOrDefault("Architecture", ""),
            "revision", dash < 0 ? "" : version.substring(dash + 1),
            "status", stanza.getOrDefault("Status", ""),
            "maintainer", stanza.getOrDefault("Maintainer", ""),
            "section", stanza.getOrDefault("Section", ""),
            "priority", stanza.getOrDefault("Priority", ""),
            "admindir", "/var/lib/dpkg"));
  }
}
