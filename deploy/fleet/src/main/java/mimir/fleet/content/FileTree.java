package mimir.fleet.content;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mimir.fleet.content.Catalogue.Line;
import mimir.fleet.tables.Cells;
import mimir.fleet.tables.Platform;

/**
 * The files of a host: those of the catalogue, the programs that run and the directories above
 * both. What {@code file} lists, {@code hash} hashes.
 */
final class FileTree {

  /** One host in so many has a system program that is not what its version says. */
  private static final double TAMPERED_SHARE = 1.0 / 300;

  private record VirtualFile(
      VirtualPath path, String mode, Accounts.Account owner, String content) {}

  private final SimulatedMachine machine;
  private final Accounts accounts;
  private final Map<String, VirtualFile> files = new LinkedHashMap<>();

  FileTree(SimulatedMachine machine, Accounts accounts, RunningProcesses processes) {
    this.machine = machine;
    this.accounts = accounts;
    for (Line line : Catalogue.of(machine.platform()).lines("file")) {
      String belongsTo = line.text(3);
      if (belongsTo.equals("host") || machine.has(belongsTo)) {
        addOf(line);
      }
    }
    for (Line line : Catalogue.of(machine.platform()).lines("process")) {
      // Programs that seldom run are on disk only where they do.
      boolean installed = machine.has(line.text(6)) && line.share(4) > 0.05;
      boolean running =
          processes.all().stream().anyMatch(process -> process.path().equals(line.text(1)));
      if (!line.text(1).isEmpty() && (installed || running)) {
        add(line.text(1), "0755", accounts.account("root"), line.text(6));
      }
    }
  }

  private void addOf(Line line) {
    if (!line.text(0).contains("{user}")) {
      add(line.text(0), line.text(2), accounts.account(line.text(1)), line.text(3));
      return;
    }
    for (String person : machine.people()) {
      String path = line.text(0).replace("{user}", person);
      add(path, line.text(2), accounts.account(person), line.text(3));
    }
  }

  private void add(String path, String mode, Accounts.Account owner, String belongsTo) {
    files.putIfAbsent(
        path, new VirtualFile(VirtualPath.of(path), mode, owner, content(path, belongsTo)));
  }

  private String content(String path, String belongsTo) {
    if (belongsTo.equals("host")) {
      return path + "@" + machine.uuid();
    }
    String version = belongsTo.isEmpty() ? machine.os().text(2) : machine.packages().get(belongsTo);
    boolean tampered =
        belongsTo.isEmpty() && machine.seed().of("tampered").of(path).happens(TAMPERED_SHARE / 20);
    return path + "@" + version + (tampered ? "+" + machine.uuid() : "");
  }

  List<Map<String, Object>> hashes() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (VirtualFile file : files.values()) {
      rows.add(FileContent.of(file.content()).row(file.path().path(), file.path().directory()));
    }
    return rows;
  }

  List<Map<String, Object>> files(Instant now) {
    List<Map<String, Object>> rows = new ArrayList<>();
    Set<String> directories = new LinkedHashSet<>();
    for (VirtualFile file : files.values()) {
      rows.add(row(file, now));
      directories.addAll(file.path().above());
    }
    for (String directory : directories) {
      Map<String, Object> row =
          row(
              new VirtualFile(
                  VirtualPath.of(directory), "0755", accounts.account("root"), directory),
              now);
      row.putAll(Cells.of("type", "directory", "size", 4096, "hard_links", 2));
      rows.add(row);
    }
    return rows;
  }

  private Map<String, Object> row(VirtualFile file, Instant now) {
    long number = new Seed(17).of(file.content()).value() >>> 1;
    long changed =
        machine.bootedAt(now).minus(Duration.ofHours(1 + number % 9_000)).getEpochSecond();
    Map<String, Object> row =
        Cells.of(
            "path",
            file.path().path(),
            "directory",
            file.path().directory(),
            "filename",
            file.path().filename(),
            "inode",
            number % 4_000_000,
            "uid",
            file.owner().uid(),
            "gid",
            file.owner().gid(),
            "mode",
            file.mode(),
            "device",
            2049,
            "size",
            200 + number % 900_000,
            "block_size",
            4096,
            "atime",
            changed + 3600,
            "mtime",
            changed,
            "ctime",
            changed,
            "btime",
            changed,
            "hard_links",
            1,
            "symlink",
            0,
            "type",
            "regular");
    if (machine.platform() == Platform.WINDOWS) {
      row.put("attributes", "A");
    }
    return row;
  }
}
