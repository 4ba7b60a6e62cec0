package mimir.fleet.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mimir.fleet.content.Catalogue.Line;
import mimir.fleet.tables.Cells;
import mimir.fleet.tables.Platform;

/** The users and groups of a host: those of the system, then its people. */
final class Accounts {

  record Account(String name, long uid, long gid, String home, String shell, String comment) {}

  private final SimulatedMachine machine;
  private final List<Account> accounts = new ArrayList<>();

  Accounts(SimulatedMachine machine) {
    this.machine = machine;
    for (Line line : Catalogue.of(machine.platform()).lines("account")) {
      accounts.add(
          new Account(
              line.text(0),
              line.number(1),
              line.number(1),
              line.text(2),
              line.text(3),
              line.text(0)));
    }
    long uid = firstPerson();
    for (String person : machine.people()) {
      accounts.add(
          switch (machine.platform()) {
            case LINUX -> new Account(person, uid, uid, "/home/" + person, "/bin/bash", person);
            case DARWIN -> new Account(person, uid, 20, "/Users/" + person, "/bin/zsh", person);
            case WINDOWS ->
                new Account(
                    person,
                    uid,
                    545,
                    "C:\\Users\\" + person,
                    "C:\\Windows\\System32\\cmd.exe",
                    person);
          });
      uid++;
    }
  }

  private long firstPerson() {
    return switch (machine.platform()) {
      case LINUX -> 1000;
      case DARWIN -> 501;
      case WINDOWS -> 1001;
    };
  }

  /** An account by name; {@code @} and {@code {user}} are the host's first person. */
  Account account(String name) {
    String wanted = name.equals("@") || name.equals("{user}") ? machine.people().getFirst() : name;
    return accounts.stream()
        .filter(account -> account.name().equals(wanted))
        .findFirst()
        .orElse(accounts.getFirst());
  }

  List<Map<String, Object>> users() {
    return accounts.stream().map(this::user).toList();
  }

  private Map<String, Object> user(Account account) {
    boolean person = machine.people().contains(account.name());
    return Cells.of(
        "uid", account.uid(),
        "gid", account.gid(),
        "uid_signed", (long) (int) account.uid(),
        "gid_signed", (long) (int) account.gid(),
        "username", account.name(),
        "description", account.comment(),
        "directory", account.home(),
        "shell", account.shell(),
        "uuid", uuidOf(account),
        "type", person || account.uid() >= 500 ? "local" : "special",
        "is_hidden", account.name().startsWith("_") ? 1 : 0);
  }

  private String uuidOf(Account account) {
    return switch (machine.platform()) {
      case LINUX -> "";
      case DARWIN -> "FFFFEEEE-DDDD-CCCC-BBBB-AAAA%08X".formatted(account.uid());
      case WINDOWS ->
          account.uid() < 100
              ? "S-1-5-" + account.uid()
              : "S-1-5-21-%d-%d-%d-%d"
                  .formatted(
                      machine.uuid().getMostSignificantBits() >>> 33,
                      machine.uuid().getLeastSignificantBits() >>> 33,
                      machine.uuid().hashCode() & 0x7fffffff,
                      account.uid());
    };
  }

  List<Map<String, Object>> groups() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : Catalogue.of(machine.platform()).lines("group")) {
      rows.add(
          Cells.of(
              "gid",
              line.number(1),
              "gid_signed",
              line.number(1),
              "groupname",
              line.text(0),
              "group_sid",
              "S-1-5-32-" + line.text(1),
              "comment",
              "",
              "is_hidden",
              0));
    }
    if (machine.platform() == Platform.LINUX) {
      for (Account account : accounts) {
        if (account.gid() != 0) {
          rows.add(
              Cells.of(
                  "gid", account.gid(),
                  "gid_signed", account.gid(),
                  "groupname", account.name()));
        }
      }
    }
    return rows;
  }

  List<Map<String, Object>> memberships() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Account account : accounts) {
      rows.add(Cells.of("uid", account.uid(), "gid", account.gid()));
    }
    for (Line line : Catalogue.of(machine.platform()).lines("group")) {
      for (Account account : accounts) {
        boolean person = machine.people().contains(account.name());
        for (String member : line.text(2).split(",", -1)) {
          if (account.gid() != line.number(1)
              && (member.equals(account.name()) || (member.equals("@") && person))) {
            rows.add(Cells.of("uid", account.uid(), "gid", line.number(1)));
          }
        }
      }
    }
    return rows;
  }
}
