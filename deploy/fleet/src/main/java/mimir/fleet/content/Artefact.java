package mimir.fleet.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mimir.fleet.tables.Cells;

/**
 * Something for a hunt to find. One artefact shows in every table in which a real one would, so
 * that any sensible hunt for it hits.
 */
public final class Artefact {

  private final List<PlantedRow> rows;

  private Artefact(List<PlantedRow> rows) {
    this.rows = List.copyOf(rows);
  }

  List<PlantedRow> rows() {
    return rows;
  }

  /** Any row of any table; columns left out are NULL. */
  public static Artefact row(String table, Map<String, Object> row) {
    return new Artefact(List.of(new PlantedRow(table, row)));
  }

  /** A file with this text as its content: a row in {@code file} and one in {@code hash}. */
  public static Artefact file(String path, String content) {
    return file(path, content.length(), FileContent.of(content));
  }

  /** A file of which the hashes are known, as an indicator has them. */
  public static Artefact file(String path, String md5, String sha1, String sha256) {
    return file(path, 48_640, new FileContent(md5, sha1, sha256));
  }

  private static Artefact file(String path, long size, FileContent content) {
    VirtualPath place = VirtualPath.of(path);
    return new Artefact(
        List.of(
            new PlantedRow(
                "file",
                Cells.of(
                    "path",
                    path,
                    "directory",
                    place.directory(),
                    "filename",
                    place.filename(),
                    "size",
                    size,
                    "mode",
                    "0755",
                    "uid",
                    0,
                    "gid",
                    0,
                    "type",
                    "regular",
                    "hard_links",
                    1,
                    "symlink",
                    0)),
            new PlantedRow("hash", content.row(path, place.directory()))));
  }

  /** A running process; plant its file as well if it is to have one. */
  public static Artefact process(long pid, String path, String cmdline) {
    return row(
        "processes",
        Cells.of(
            "pid", pid,
            "name", VirtualPath.of(path).filename(),
            "path", path,
            "cmdline", cmdline,
            "state", "S",
            "uid", 0,
            "gid", 0,
            "parent", 1,
            "on_disk", 1,
            "resident_size", 9_000_000,
            "threads", 1));
  }

  /** A value in the registry, and the key that holds it, as its own parent shows it. */
  public static Artefact registryValue(String key, String name, String type, String data) {
    int parent = key.lastIndexOf('\\');
    return new Artefact(
        List.of(
            new PlantedRow(
                "registry",
                Cells.of(
                    "key",
                    key.substring(0, parent),
                    "path",
                    key,
                    "name",
                    key.substring(parent + 1),
                    "type",
                    "subkey",
                    "data",
                    "")),
            new PlantedRow(
                "registry",
                Cells.of(
                    "key",
                    key,
                    "path",
                    key + "\\" + name,
                    "name",
                    name,
                    "type",
                    type,
                    "data",
                    data))));
  }

  /** A connection to an address: open now, and in the record of past ones. */
  public static Artefact connection(long pid, String path, String remoteAddress, int remotePort) {
    List<PlantedRow> rows = new ArrayList<>();
    rows.add(
        new PlantedRow(
            "process_open_sockets",
            Cells.of(
                "pid",
                pid,
                "family",
                2,
                "protocol",
                6,
                "local_address",
                "10.0.0.9",
                "local_port",
                40_404,
                "remote_address",
                remoteAddress,
                "remote_port",
                remotePort,
                "state",
                "ESTABLISHED")));
    rows.add(pastConnection(pid, path, remoteAddress, remotePort));
    return new Artefact(rows);
  }

  /** A connection that is over: only the record of it is left. */
  public static Artefact closedConnection(
      long pid, String path, String remoteAddress, int remotePort) {
    return new Artefact(List.of(pastConnection(pid, path, remoteAddress, remotePort)));
  }

  private static PlantedRow pastConnection(
      long pid, String path, String remoteAddress, int remotePort) {
    return new PlantedRow(
        "socket_events",
        Cells.of(
            "action",
            "connect",
            "pid",
            pid,
            "path",
            path,
            "family",
            2,
            "remote_address",
            remoteAddress,
            "remote_port",
            remotePort,
            "status",
            "succeeded",
            "success",
            1));
  }

  /** A name that was looked up. */
  public static Artefact dnsLookup(long pid, String path, String name, Instant at) {
    return row(
        "dns_lookup_events",
        Cells.of(
            "time",
            at.getEpochSecond(),
            "datetime",
            at.toString(),
            "pid",
            pid,
            "path",
            path,
            "name",
            name,
            "type",
            "A",
            "type_id",
            1,
            "status",
            0));
  }
}
