package mimir.contracts.guard;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** G-3: the tables that no statement may read on more than one host. Immutable. */
public final class DenyList {
  /** The list of whoever configures none. */
  public static final List<String> DEFAULT =
      List.of(
          "carves",
          "curl",
          "curl_certificate",
          "augeas",
          "process_envs",
          "process_memory_map",
          "shell_history",
          "user_ssh_keys",
          "keychain_items",
          "keychain_acls",
          "yara_file",
          "yara_process",
          "device_file",
          "device_hash",
          "unified_log",
          "windows_eventlog");

  private final OsquerySchema schema;
  private final Set<String> tables;

  private DenyList(OsquerySchema schema, Set<String> tables) {
    this.schema = schema;
    this.tables = tables;
  }

  /**
   * Names and aliases in any case; blanks are skipped, so that a list may be empty.
   *
   * @throws IllegalArgumentException for a name that is no table: a slip of the pen must not leave
   *     a table open
   */
  public static DenyList of(Collection<String> names, OsquerySchema schema) {
    Set<String> tables = new TreeSet<>();
    for (String name : names) {
      if (!name.isBlank()) {
        tables.add(
            schema
                .table(name.strip())
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "The deny-list names '%s', which is no table of osquery %s"
                                .formatted(name.strip(), schema.version())))
                .name());
      }
    }
    return new DenyList(schema, tables);
  }

  /** The denied tables by their own names, sorted. */
  public List<String> tables() {
    return List.copyOf(tables);
  }

  /** The denied table that a name or an alias leads to, if it leads to one. */
  Optional<String> denied(String nameOrAlias) {
    return schema.table(nameOrAlias).map(OsquerySchema.Table::name).filter(tables::contains);
  }
}
