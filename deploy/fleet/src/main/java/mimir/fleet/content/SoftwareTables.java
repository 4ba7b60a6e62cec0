package mimir.fleet.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mimir.fleet.content.Catalogue.Line;
import mimir.fleet.tables.Cells;

/** What is installed on a host. */
final class SoftwareTables {

  private final SimulatedMachine machine;
  private final Accounts accounts;

  SoftwareTables(SimulatedMachine machine, Accounts accounts) {
    this.machine = machine;
    this.accounts = accounts;
  }

  private List<Line> lines(String kind) {
    return Catalogue.of(machine.platform()).lines(kind);
  }

  private boolean happens(Line line, int field) {
    return machine
        .seed()
        .of(line.kind())
        .of(line.text(0) + line.text(1))
        .happens(line.share(field));
  }

  private boolean packagedAs(String packaging) {
    return machine.os().text(11).equals(packaging);
  }

  List<Map<String, Object>> debPackages() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : packagedAs("deb") ? lines("package") : List.<Line>of()) {
      String version = machine.packages().get(line.text(0));
      if (version != null) {
        rows.add(
            Cells.of(
                "name",
                line.text(0),
                "version",
                version,
                "source",
                "",
                "size",
                sizeOf(line),
                "arch",
                "amd64",
                "revision",
                version.substring(version.lastIndexOf('-') + 1),
                "status",
                "install ok installed",
                "maintainer",
                line.text(2),
                "section",
                line.text(3),
                "priority",
                "optional",
                "admindir",
                "/var/lib/dpkg"));
      }
    }
    return rows;
  }

  List<Map<String, Object>> rpmPackages() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : packagedAs("rpm") ? lines("package") : List.<Line>of()) {
      String version = machine.packages().get(line.text(0));
      if (version != null) {
        String upstream = version.substring(version.indexOf(':') + 1).split("-", -1)[0];
        rows.add(
            Cells.of(
                "name",
                line.text(0),
                "version",
                upstream,
                "release",
                "1.el9",
                "source",
                line.text(0) + "-" + upstream + "-1.el9.src.rpm",
                "size",
                sizeOf(line),
                "sha1",
                FileContent.of(line.text(0) + "@" + version).sha1(),
                "arch",
                "x86_64",
                "epoch",
                0,
                "install_time",
                1_757_000_000L + machine.number() * 61L,
                "vendor",
                "Rocky Enterprise Software Foundation",
                "package_group",
                "Unspecified"));
      }
    }
    return rows;
  }

  private static long sizeOf(Line line) {
    return 40_000 + (new Seed(5).of(line.text(0)).value() >>> 1) % 30_000_000;
  }

  List<Map<String, Object>> programs() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : lines("package")) {
      String version = machine.packages().get(line.text(0));
      if (version != null) {
        rows.add(
            Cells.of(
                "name",
                line.text(0),
                "version",
                version,
                "install_location",
                "",
                "install_source",
                "",
                "language",
                "1033",
                "publisher",
                line.text(2),
                "uninstall_string",
                "",
                "install_date",
                "202608%02d".formatted(1 + machine.number() % 28),
                "identifying_number",
                "{%s}"
                    .formatted(
                        java.util
                            .UUID
                            .nameUUIDFromBytes(
                                line.text(0).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .toString()
                            .toUpperCase(Locale.ROOT))));
      }
    }
    return rows;
  }

  List<Map<String, Object>> homebrewPackages() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : lines("package")) {
      String version = machine.packages().get(line.text(0));
      if (version != null) {
        rows.add(
            Cells.of(
                "name",
                line.text(0),
                "path",
                "/opt/homebrew/Cellar/" + line.text(0),
                "version",
                version,
                "type",
                "formula",
                "auto_updates",
                0,
                "app_name",
                "",
                "prefix",
                "/opt/homebrew"));
      }
    }
    return rows;
  }

  List<Map<String, Object>> apps() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Line line : lines("app")) {
      String version = machine.packages().get(line.text(0));
      if (version != null) {
        rows.add(
            Cells.of(
                "name",
                line.text(0) + ".app",
                "path",
                "/Applications/" + line.text(0) + ".app",
                "bundle_executable",
                line.text(0),
                "bundle_identifier",
                line.text(1),
                "bundle_name",
                line.text(0),
                "bundle_short_version",
                version,
                "bundle_version",
                version,
                "bundle_package_type",
                "APPL",
                "display_name",
                line.text(0)));
      }
    }
    return rows;
  }

  List<Map<String, Object>> browserExtensions() {
    List<Map<String, Object>> rows = new ArrayList<>();
    Accounts.Account person = accounts.account("@");
    for (Line line : lines("extension")) {
      if (happens(line, 4)) {
        String path = person.home() + "/Default/Extensions/" + line.text(2) + "/" + line.text(3);
        rows.add(
            Cells.of(
                "browser_type",
                line.text(0),
                "uid",
                person.uid(),
                "name",
                line.text(1),
                "profile",
                "Person 1",
                "profile_path",
                person.home() + "/Default",
                "referenced_identifier",
                line.text(2),
                "identifier",
                line.text(2),
                "version",
                line.text(3),
                "description",
                line.text(1),
                "default_locale",
                "en",
                "update_url",
                "https://clients2.google.com/service/update2/crx",
                "persistent",
                0,
                "path",
                path,
                "permissions",
                "storage, tabs",
                "manifest_hash",
                FileContent.of(line.text(2) + "@" + line.text(3)).sha256(),
                "referenced",
                1,
                "from_webstore",
                line.text(1).contains("Toolbox") ? "false" : "true",
                "state",
                "1",
                "install_timestamp",
                1_757_000_000L + machine.number() * 61L));
      }
    }
    return rows;
  }
}
