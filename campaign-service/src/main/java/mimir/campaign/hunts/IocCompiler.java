package mimir.campaign.hunts;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import mimir.contracts.campaign.CampaignEvent.FrozenIoc;
import mimir.contracts.campaign.QueryType;

/**
 * Frozen indicators to osquery statements (I-5, I-6): one a query type and chunk, of at most 1,000
 * values and 64 KiB. A statement may return more than matches: rows are judged where they are
 * stored. It never returns less, but for what osquery's own tables do not tell.
 */
record IocCompiler(SweptDirectories directories) {
  static final int CHUNK_VALUES_MAX = 1_000;
  static final int CHUNK_BYTES_MAX = 64 * 1024;

  /** Each is a condition of its own; SQLite takes a chain of 1,000 at most. */
  static final int CHUNK_PATTERNS_MAX = 100;

  static final String CURRENT_USER = "HKEY_CURRENT_USER\\";

  /**
   * @param type what it looks for, and where
   */
  record Compiled(QueryType type, String sql) {}

  /** In the order of the query types; none for URLs. */
  List<Compiled> compile(List<FrozenIoc> iocs) {
    var compiled = new ArrayList<Compiled>();
    for (QueryType type : QueryType.values()) {
      List<String> values =
          iocs.stream()
              .filter(ioc -> ioc.type().equals(type.indicators().wire()))
              .map(FrozenIoc::value)
              .distinct()
              .toList();
      compile(type, values).forEach(sql -> compiled.add(new Compiled(type, sql)));
    }
    return compiled;
  }

  private List<String> compile(QueryType type, List<String> values) {
    return switch (type) {
      case FILE_HASH_SHA256 -> chunks(values, some -> hashes("sha256", some));
      case FILE_HASH_SHA1 -> chunks(values, some -> hashes("sha1", some));
      case FILE_HASH_MD5 -> chunks(values, some -> hashes("md5", some));
      case FILENAME -> chunks(values, this::filenames);
      case FILEPATH -> chunks(values, IocCompiler::filepaths);
      case REGISTRY_KEY -> registryKeys(values);
      case IPV4_SNAPSHOT -> chunks(values, IocCompiler::openSockets);
      case IPV4_EVENTED -> chunks(values, IocCompiler::socketEvents);
      case DOMAIN_EVENTED -> chunks(values, IocCompiler::lookups);
      case DOMAIN_CMDLINE -> chunks(values, IocCompiler::commandLines);
    };
  }

  private String hashes(String column, List<String> values) {
    return """
    WITH swept AS (
    %s
    )
    SELECT path, %s
    FROM swept
    WHERE lower(%s) IN (%s)"""
        .formatted(
            directories.query("path, " + column, "hash"), column, column, SqlLiteral.list(values));
  }

  // Names of files have no case on Windows, and a statement is one for all platforms.
  private String filenames(List<String> values) {
    return """
    WITH swept AS (
    %s
    )
    SELECT path, filename, size, mtime
    FROM swept
    WHERE filename COLLATE NOCASE IN (%s)"""
        .formatted(
            directories.query("path, filename, size, mtime", "file"), SqlLiteral.list(values));
  }

  private static String filepaths(List<String> values) {
    return """
    SELECT path, filename, size, mtime
    FROM file
    WHERE path IN (%s)"""
        .formatted(SqlLiteral.list(values));
  }

  /**
   * A path of the table is that of a key or of a value in one. osquery asks its parent, and tells
   * the name as the registry has it, whose case is not the one that was asked for.
   */
  private static List<String> registryKeys(List<String> values) {
    var sql = new ArrayList<String>();
    sql.addAll(
        chunks(
            values.stream().filter(value -> !isOfUser(value)).toList(),
            some -> registry("path COLLATE NOCASE IN (" + SqlLiteral.list(some) + ")")));
    sql.addAll(
        chunks(
            values.stream().filter(IocCompiler::isOfUser).toList(),
            CHUNK_PATTERNS_MAX,
            some ->
                registry(
                    String.join(
                        "\n   OR ", some.stream().map(IocCompiler::likeOfAnyUser).toList()))));
    return sql;
  }

  private static boolean isOfUser(String key) {
    return key.startsWith(CURRENT_USER);
  }

  /** osquery runs as nobody's user: what one calls HKEY_CURRENT_USER it sees below HKEY_USERS. */
  private static String likeOfAnyUser(String key) {
    return "path LIKE " + SqlLiteral.of("HKEY_USERS\\%\\" + key.substring(CURRENT_USER.length()));
  }

  private static String registry(String condition) {
    return """
    SELECT key, path, name, type, data, mtime
    FROM registry
    WHERE %s"""
        .formatted(condition);
  }

  // A socket of both protocols shows an IPv4 address as ::ffff:192.0.2.1.
  private static String openSockets(List<String> values) {
    return """
    SELECT socket.pid, processes.name AS process_name, processes.path AS process_path,
           socket.protocol, socket.local_address, socket.local_port, socket.remote_address,
           socket.remote_port, socket.state
    FROM process_open_sockets AS socket
    LEFT JOIN processes ON processes.pid = socket.pid
    WHERE replace(lower(socket.remote_address), '::ffff:', '') IN (%s)"""
        .formatted(SqlLiteral.list(values));
  }

  private static String socketEvents(List<String> values) {
    return """
    SELECT time, pid, path, action, local_address, local_port, remote_address, remote_port
    FROM socket_events
    WHERE replace(lower(remote_address), '::ffff:', '') IN (%s)"""
        .formatted(SqlLiteral.list(values));
  }

  // Each name once and not each lookup: every name is compared with every value.
  private static String lookups(List<String> values) {
    return """
    WITH sought (domain) AS (VALUES %s),
    looked_up AS (
        SELECT name, '.' || rtrim(lower(name), '.') AS compared, max(datetime) AS datetime, pid,
               path, type, response, count(*) AS lookups
        FROM dns_lookup_events
        GROUP BY name
    )
    SELECT datetime, pid, path, name, type, response, lookups
    FROM looked_up
    WHERE EXISTS (
        SELECT domain
        FROM sought
        WHERE substr(compared, -length(domain) - 1) = '.' || domain)"""
        .formatted(rows(values));
  }

  private static String commandLines(List<String> values) {
    return """
    WITH sought (domain) AS (VALUES %s)
    SELECT pid, name, path, cmdline
    FROM processes
    WHERE EXISTS (SELECT domain FROM sought WHERE instr(lower(cmdline), domain) > 0)"""
        .formatted(rows(values));
  }

  private static String rows(List<String> values) {
    return String.join(
        ", ", values.stream().map(value -> "(" + SqlLiteral.of(value) + ")").toList());
  }

  private static List<String> chunks(
      List<String> values, Function<List<String>, String> statement) {
    return chunks(values, CHUNK_VALUES_MAX, statement);
  }

  /** In their order, as many in each as fit. */
  private static List<String> chunks(
      List<String> values, int valuesMax, Function<List<String>, String> statement) {
    var chunks = new ArrayList<String>();
    int from = 0;
    while (from < values.size()) {
      int to = Math.min(values.size(), from + valuesMax);
      String sql = statement.apply(values.subList(from, to));
      while (tooLong(sql)) {
        if (to - from == 1) {
          throw new IllegalStateException("one value does not fit into a statement");
        }
        to = from + Math.max(1, (to - from) * 9 / 10);
        sql = statement.apply(values.subList(from, to));
      }
      chunks.add(sql);
      from = to;
    }
    return chunks;
  }

  private static boolean tooLong(String sql) {
    return sql.getBytes(StandardCharsets.UTF_8).length > CHUNK_BYTES_MAX;
  }
}
