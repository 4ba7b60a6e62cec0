package mimir.contracts.guard;

import java.util.List;
import java.util.stream.Stream;

/** Statements and what the guard has to say of them. */
final class Statements {
  record Legal(String sql, List<String> tables) {
    @Override
    public String toString() {
      return sql;
    }
  }

  record Blocked(String sql, String table) {
    @Override
    public String toString() {
      return sql;
    }
  }

  record Invalid(String sql, String message) {
    @Override
    public String toString() {
      return sql.length() > 100 ? sql.substring(0, 100) + "…" : sql;
    }
  }

  record NoText(String name, String sql) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Statements() {}

  private static Legal reads(String sql, String... tables) {
    return new Legal(sql, List.of(tables));
  }

  static Stream<Legal> legal() {
    return Stream.of(spelling(), shapes(), sameNames(), dialect(), leftToTheWatchdog(), samples())
        .flatMap(s -> s);
  }

  private static Stream<Legal> spelling() {
    return Stream.of(
        reads("SELECT * FROM users", "users"),
        reads("select*from users", "users"),
        reads("SeLeCt UID fRoM UsErS", "users"),
        reads("SELECT * FROM users;", "users"),
        reads("SELECT * FROM users ; ;; \n;", "users"),
        reads("\n\t SELECT * FROM users \r\n", "users"),
        reads("-- why\nSELECT * FROM users", "users"),
        reads("/* why */SELECT/**/*/**/FROM/**/users/**/", "users"),
        reads("SELECT * FROM users -- the end", "users"),
        reads("SELECT * FROM users --", "users"),
        reads("SELECT * FROM users; -- the end ; of it", "users"),
        reads("SELECT * FROM users; /* a */ ; -- b\n /* open ; ", "users"),
        reads("SELECT * FROM users /* open", "users"),
        reads("SELECT * FROM users /**", "users"),
        reads("SELECT * FROM users /*/", "users"),
        reads("SELECT 1--x"),
        reads("SELECT 2 - -1 FROM users", "users"),
        reads("\ufeffSELECT * FROM users", "users"),
        reads("SELECT * FROM \"users\"", "users"),
        reads("SELECT * FROM [users]", "users"),
        reads("SELECT * FROM `users`", "users"),
        reads("SELECT * FROM 'users'", "users"),
        reads("SELECT * FROM main.users", "users"),
        reads("SELECT * FROM \"main\".\"USERS\"", "users"),
        reads("SELECT * FROM MAIN . [users] AS u", "users"),
        reads("SELECT 'it''s; -- no comment', \"a\"\"b\" FROM (SELECT 1 AS \"a\"\"b\")"),
        reads("SELECT ';', '/*', '--', ')' FROM users", "users"));
  }

  private static Stream<Legal> shapes() {
    return Stream.of(
        reads("VALUES (1, 2), (3, 4)"),
        reads("VALUES (1);"),
        reads("VALUES (1) UNION ALL SELECT uid FROM users", "users"),
        reads("SELECT 1"),
        reads("SELECT 1, 1 AS a, 2 AS a"),
        reads("SELECT DISTINCT uid FROM users ORDER BY uid DESC LIMIT 3 OFFSET 1", "users"),
        reads(
            "SELECT uid FROM users UNION SELECT gid FROM groups ORDER BY 1 LIMIT 5",
            "users",
            "groups"),
        reads("SELECT uid FROM users EXCEPT SELECT gid FROM groups", "users", "groups"),
        reads("SELECT uid FROM users INTERSECT SELECT uid FROM processes", "users", "processes"),
        reads("WITH a AS (SELECT uid FROM users) SELECT * FROM a", "users"),
        reads("WITH a(x) AS NOT MATERIALIZED (SELECT uid FROM users) SELECT x FROM a", "users"),
        reads("WITH a AS (SELECT * FROM users) SELECT 1"),
        reads("WITH a AS (SELECT * FROM no_such_table) SELECT 1"),
        reads("WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT * FROM b, a"),
        reads(
            "WITH RECURSIVE up(pid, level) AS (SELECT 1, 0 UNION ALL SELECT p.parent, level + 1"
                + " FROM processes p JOIN up USING (pid) WHERE level < 9) SELECT * FROM up",
            "processes"),
        reads("SELECT (SELECT count(*) FROM groups) FROM users", "groups", "users"),
        reads("SELECT * FROM users WHERE gid IN (SELECT gid FROM groups)", "users", "groups"),
        reads("SELECT * FROM users WHERE EXISTS (SELECT 1 FROM groups)", "users", "groups"),
        reads(
            "SELECT uid FROM users GROUP BY uid HAVING uid > (SELECT min(gid) FROM groups)",
            "users",
            "groups"),
        reads("SELECT uid FROM users ORDER BY (SELECT gid FROM groups)", "users", "groups"),
        reads("SELECT uid FROM users LIMIT (SELECT count(*) FROM groups)", "users", "groups"),
        reads(
            "SELECT * FROM users u JOIN groups g ON g.gid = (SELECT max(pid) FROM processes)",
            "users",
            "groups",
            "processes"),
        reads("SELECT u.uid FROM users u LEFT JOIN groups g ON 0", "users", "groups"),
        reads("SELECT 1 FROM users WHERE 0", "users"),
        reads("SELECT * FROM users NATURAL JOIN groups", "users", "groups"),
        reads("SELECT * FROM users FULL OUTER JOIN groups USING (gid)", "users", "groups"),
        reads(
            "SELECT * FROM (users JOIN groups USING (gid)) RIGHT JOIN processes USING (gid)",
            "users",
            "groups",
            "processes"),
        reads("SELECT * FROM users, (SELECT * FROM (SELECT * FROM groups))", "users", "groups"),
        reads(
            "SELECT row_number() OVER w, sum(pid) OVER (PARTITION BY uid ORDER BY pid ROWS 2 PRECEDING) FROM processes WINDOW w AS (ORDER BY pid)",
            "processes"),
        reads(
            "SELECT count(*) FILTER (WHERE uid > 0), group_concat(DISTINCT name) FROM processes",
            "processes"),
        reads(
            "SELECT CASE uid WHEN 0 THEN 'root' ELSE 'no' END, CAST(uid AS TEXT) FROM users",
            "users"),
        reads(
            "SELECT * FROM users WHERE (uid, gid) = (0, 0) OR uid BETWEEN 1 AND 2 OR uid ISNULL",
            "users"));
  }

  /** A name counts where SQLite takes it for a table, and nowhere else. */
  private static Stream<Legal> sameNames() {
    return Stream.of(
        reads("SELECT 'curl', \"curl\" FROM users", "users"),
        reads("SELECT uid AS curl FROM users", "users"),
        reads("SELECT curl.uid FROM users AS curl", "users"),
        reads("SELECT carves.uid FROM users carves", "users"),
        reads("WITH curl AS (SELECT 1 AS a) SELECT * FROM curl"),
        reads("WITH CURL(a) AS (VALUES (1)) SELECT a FROM Curl, users", "users"),
        reads("WITH users AS (SELECT 1 AS a) SELECT a FROM users"),
        reads("WITH users AS (SELECT * FROM groups) SELECT * FROM users", "groups"),
        reads("SELECT 1 -- FROM curl"),
        reads("SELECT 1 /* FROM curl */"),
        reads("SELECT users.uid FROM processes AS users", "processes"),
        reads("SELECT path FROM hash WHERE path = 'file'", "hash"),
        reads(
            "SELECT name FROM processes WHERE name LIKE 'sqlite_%' OR name = 'pragma_x'",
            "processes"),
        reads("WITH sqlite_x AS (SELECT 1 AS pragma_y) SELECT pragma_y FROM sqlite_x"),
        reads("SELECT * FROM hosts", "etc_hosts"),
        reads("SELECT address FROM etc_hosts UNION SELECT address FROM Hosts", "etc_hosts"),
        reads("SELECT hosts.uid FROM users hosts", "users"),
        reads("SELECT mode FROM file WHERE mode IN (SELECT 'x' AS reverse)", "file"),
        reads("WITH reverse(a) AS (VALUES (1)) SELECT a FROM reverse"));
  }

  private static Stream<Legal> dialect() {
    return Stream.of(
        reads("SELECT json_extract('{}', '$.a'), '{}' -> 'a', '{}' ->> 'a'"),
        reads("SELECT value FROM json_each('[1]')"),
        reads("SELECT key FROM users, json_tree(directory)", "users"),
        reads("SELECT sqrt(1), log(2), log10(3), exp(1), ceil(1), floor(1), power(2, 3), pi()"),
        reads(
            "SELECT sin(1), cos(1), tan(1), cot(1), asin(1), acos(1), atan(1), radians(1), degrees(1)"),
        reads(
            "SELECT split(path, '/', 1), regex_split(path, '/', 1), regex_match(path, '.', 0) FROM file",
            "file"),
        reads("SELECT concat('a', NULL, 'b'), concat_ws('-', 'a', 'b'), inet_aton('1.2.3.4')"),
        reads(
            "SELECT md5('a'), sha1('a'), sha256('a'), to_base64('a'), from_base64('a'), conditional_to_base64('a')"),
        reads(
            "SELECT community_id_v1('a', 'b', 1, 2, 6), community_id_v1_strict('a', 'b', 1, 2, 6, 7)"),
        reads(
            "SELECT in_cidr_block('10.0.0.0/8', '10.1.1.1'), version_compare('1', '2'), version_compare('1', '2', 'RHEL')"),
        reads(
            "SELECT name FROM rpm_packages ORDER BY version COLLATE version_rhel", "rpm_packages"),
        reads(
            "SELECT '1' < '2' COLLATE VERSION, '1' < '2' COLLATE version_dpkg, '1' < '2' COLLATE version_arch"),
        reads(
            "SELECT datetime(mtime, 'unixepoch'), strftime('%s', 'now'), printf('%d', size) FROM file WHERE path LIKE '/etc/%%'",
            "file"),
        reads(
            "SELECT current_timestamp, hex(random()), typeof(1), iif(1, 2, 3), coalesce(NULL, 1)"),
        reads(
            "SELECT name FROM processes WHERE name GLOB 'a*' AND name NOT LIKE '%x' ESCAPE '!'",
            "processes"),
        reads("SELECT pid_with_namespace FROM etc_hosts", "etc_hosts"),
        reads("SELECT rowid FROM time", "time"));
  }

  /**
   * Much work for a host, and no fault of the text: a value of it decides, or a LIMIT that the host
   * may or may not reach. osquery's watchdog ends them there (docs/adr/0011).
   */
  private static Stream<Legal> leftToTheWatchdog() {
    return Stream.of(
        reads("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"),
        reads(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 9)"
                + " SELECT x FROM n"),
        reads("WITH RECURSIVE n(x) AS (SELECT 'a' UNION ALL SELECT x || x FROM n) SELECT x FROM n"),
        reads("SELECT printf('%1000000000d', 1), format('%.*c', 1000000000, 'x')"),
        reads("SELECT replace(path, '', directory) FROM file WHERE path LIKE '/%%'", "file"));
  }

  /** What osquery's documentation and its packs ask. */
  private static Stream<Legal> samples() {
    return Stream.of(
        reads(
            "SELECT DISTINCT processes.name, listening_ports.port, processes.pid FROM listening_ports JOIN processes USING (pid) WHERE listening_ports.address = '0.0.0.0';",
            "processes",
            "listening_ports"),
        reads("SELECT name, path, pid FROM processes WHERE on_disk = 0", "processes"),
        reads(
            "SELECT p.pid, name, p.path AS process_path, pf.path AS open_path FROM osquery_info i JOIN processes p ON p.pid = i.pid JOIN process_open_files pf ON pf.pid = p.pid WHERE pf.path LIKE '/dev/%'",
            "osquery_info", "processes", "process_open_files"),
        reads(
            "SELECT path, mtime, sha256 FROM file JOIN hash USING (path) WHERE file.directory = '/etc' ORDER BY mtime DESC LIMIT 1",
            "file",
            "hash"),
        reads(
            "SELECT name, program || program_arguments AS executable FROM launchd WHERE (run_at_load = 1 AND keep_alive = 1) AND (program != '' OR program_arguments != '')",
            "launchd"),
        reads(
            "SELECT pos.pid, p.name, pos.remote_address, pos.remote_port FROM process_open_sockets pos JOIN processes p USING (pid) WHERE pos.remote_port NOT IN (0, 80, 443) AND pos.family = 2",
            "process_open_sockets",
            "processes"),
        reads(
            "SELECT address, mac, count(mac) AS mac_count FROM arp_cache GROUP BY mac HAVING count(mac) > 1",
            "arp_cache"),
        reads(
            "SELECT u.username, a.* FROM users u CROSS JOIN authorized_keys a USING (uid)",
            "users",
            "authorized_keys"),
        reads(
            "WITH conn AS (SELECT pid, count(*) AS n FROM process_open_sockets GROUP BY pid) SELECT p.name, conn.n FROM conn JOIN processes p USING (pid) ORDER BY n DESC",
            "process_open_sockets",
            "processes"),
        reads(
            "SELECT c.name, c.version FROM users JOIN chrome_extensions c USING (uid) UNION ALL SELECT f.name, f.version FROM users CROSS JOIN firefox_addons f USING (uid)",
            "users",
            "chrome_extensions",
            "firefox_addons"));
  }

  static Stream<Blocked> blocked() {
    return Stream.of(
            "SELECT * FROM curl",
            "SELECT * FROM CuRl",
            "select*from/**/curl--",
            "SELECT * FROM \"curl\"",
            "SELECT * FROM [CURL]",
            "SELECT * FROM `curl`",
            "SELECT * FROM 'curl'",
            "SELECT * FROM main.curl",
            "SELECT * FROM \"main\".\"curl\"",
            "SELECT * FROM main /* x */ . -- y\n curl",
            "SELECT result FROM users, curl WHERE url = 'x'",
            "SELECT a.uid FROM users a LEFT JOIN curl ON 0",
            "SELECT a.uid FROM users a LEFT JOIN curl ON 0 WHERE 0",
            "SELECT * FROM users NATURAL JOIN curl",
            "SELECT (SELECT result FROM curl) FROM users",
            "SELECT 1 WHERE EXISTS (SELECT 1 FROM curl)",
            "SELECT 1 FROM users WHERE uid IN (SELECT 1 FROM curl)",
            "SELECT 1 FROM users WHERE (1, 2, 3, 4, 5, 6, 7) NOT IN main.curl",
            "SELECT CASE WHEN 0 THEN (SELECT 1 FROM curl) END",
            "SELECT uid FROM users GROUP BY (SELECT 1 FROM curl)",
            "SELECT uid FROM users GROUP BY 1 HAVING (SELECT 1 FROM curl)",
            "SELECT uid FROM users ORDER BY (SELECT 1 FROM curl)",
            "SELECT uid FROM users LIMIT (SELECT 1 FROM curl)",
            "SELECT uid FROM users LIMIT 1 OFFSET (SELECT 1 FROM curl)",
            "SELECT u.uid FROM users u JOIN groups g ON (SELECT 1 FROM curl)",
            "SELECT sum(uid) OVER (ORDER BY (SELECT 1 FROM curl)) FROM users",
            "SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM curl)) FROM users",
            "SELECT uid FROM users UNION SELECT bytes FROM curl",
            "SELECT uid FROM users EXCEPT SELECT bytes FROM curl LIMIT 0",
            "VALUES ((SELECT 1 FROM curl))",
            "WITH a AS (SELECT * FROM curl) SELECT * FROM a",
            "WITH a AS (SELECT * FROM curl) SELECT 1 FROM users LEFT JOIN a ON 0",
            "WITH users AS (SELECT * FROM curl) SELECT * FROM users",
            "WITH curl AS (SELECT * FROM main.curl) SELECT * FROM curl",
            "WITH a AS (WITH curl AS (SELECT 1) SELECT * FROM curl) SELECT * FROM a, curl",
            "WITH RECURSIVE a(x) AS (SELECT 1 UNION SELECT x FROM a, curl) SELECT * FROM a",
            "SELECT * FROM (SELECT * FROM (SELECT * FROM curl) LIMIT 0) LIMIT 0",
            "SELECT * FROM (curl)",
            "SELECT * FROM users, json_each((SELECT result FROM curl))",
            "SELECT '/*' FROM curl --*/",
            "SELECT 1 AS \"--\" FROM curl",
            "SELECT * FROM curl;",
            "SELECT * FROM curl; /* ")
        .map(sql -> new Blocked(sql, "curl"))
        .mapMulti(
            (blocked, all) -> {
              all.accept(blocked);
              if (blocked.sql().equals("SELECT * FROM curl")) {
                all.accept(new Blocked("SELECT * FROM yara", "yara_file"));
                all.accept(new Blocked("SELECT * FROM YARA_FILE", "yara_file"));
                all.accept(
                    new Blocked("SELECT 1 FROM users LEFT JOIN main.[Yara] ON 0", "yara_file"));
                all.accept(new Blocked("SELECT * FROM configurations", "augeas"));
                all.accept(
                    new Blocked(
                        "SELECT * FROM users JOIN shell_history USING (uid)", "shell_history"));
                all.accept(
                    new Blocked(
                        "SELECT * FROM users CROSS JOIN user_ssh_keys USING (uid)",
                        "user_ssh_keys"));
              }
            });
  }

  private static Invalid no(String sql, String message) {
    return new Invalid(sql, message);
  }

  static Stream<Invalid> refused() {
    return Stream.of(secondStatements(), otherStatements(), unknown(), hidden(), broken())
        .flatMap(s -> s);
  }

  private static Stream<Invalid> secondStatements() {
    return Stream.of(
            "SELECT 1; SELECT 2",
            "SELECT 1; SELECT * FROM curl",
            "SELECT 1;DROP TABLE users",
            "SELECT 1;;;;PRAGMA user_version",
            "SELECT 1 ; /* x */ VALUES (1)",
            "SELECT 1; -- x\nSELECT 2",
            "SELECT 1; x",
            "VALUES (1); ATTACH 'x' AS y",
            "SELECT '/*'; SELECT 2 --*/",
            "SELECT 1 /* ; */ ; SELECT 2 /* open",
            "SELECT 1;\r\nSELECT 2",
            "SELECT * FROM curl; /*",
            "WITH a AS (SELECT 1) SELECT 1; SELECT 2")
        .map(sql -> no(sql, "near \";\": syntax error"));
  }

  private static Stream<Invalid> otherStatements() {
    return Stream.of(
        no("CREATE VIEW v AS SELECT 1", "near \"CREATE\": only"),
        no("CREATE TEMP TABLE t AS SELECT * FROM users", "near \"CREATE\": only"),
        no("ATTACH '/etc/x' AS x", "near \"ATTACH\": only"),
        no("PRAGMA table_info(users)", "near \"PRAGMA\": only"),
        no("/* x */ pragma writable_schema = 1", "near \"pragma\": only"),
        no("INSERT INTO users SELECT * FROM users", "near \"INSERT\": only"),
        no("REPLACE INTO users VALUES (1)", "near \"REPLACE\": only"),
        no("DELETE FROM users", "near \"DELETE\": only"),
        no("UPDATE users SET uid = 1", "near \"UPDATE\": only"),
        no("EXPLAIN SELECT 1", "near \"EXPLAIN\": only"),
        no("EXPLAIN QUERY PLAN SELECT 1", "near \"EXPLAIN\": only"),
        no("BEGIN", "near \"BEGIN\": only"),
        no("VACUUM INTO 'x'", "near \"VACUUM\": only"),
        no("WITH a AS (SELECT 1) INSERT INTO users SELECT * FROM users", "near \"INSERT\": syntax"),
        no("WITH a AS (SELECT 1) DELETE FROM users", "near \"DELETE\": syntax error"),
        no("WITH a AS (DELETE FROM users RETURNING *) SELECT 1", "near \"DELETE\": syntax error"),
        no("SELECT * FROM (DELETE FROM users RETURNING *)", "near \"DELETE\": syntax error"),
        no("SELECT * FROM (PRAGMA table_info(users))", "near \"(\": syntax error"),
        no("SELCT 1", "near \"SELCT\": syntax error"),
        no("(SELECT 1)", "near \"(\": syntax error"),
        no("users", "near \"users\": syntax error"),
        no(";SELECT 1", "near \";\": syntax error"),
        no("SELECT 1) x JOIN (SELECT 2", "near \")\": syntax error"),
        no("SELECT 1)--", "near \")\": syntax error"),
        no("SELECT 1) UNION SELECT * FROM (SELECT 2", "near \")\": syntax error"),
        no("SELECT 1 INTO x", "near \"INTO\": syntax error"));
  }

  private static Stream<Invalid> unknown() {
    return Stream.of(
        no("SELECT * FROM nope", "no such table: nope"),
        no("SELECT * FROM users, nope", "no such table: nope"),
        no("SELECT 1 FROM users LEFT JOIN nope ON 0", "no such table: nope"),
        no("SELECT * FROM other.users", "no such table: other.users"),
        no("SELECT * FROM temp.users", "no such table: temp.users"),
        no("SELECT * FROM u\u0455ers", "no such table: u\u0455ers"),
        no("SELECT * FROM \u212aernel_info", "no such table: \u212aernel_info"),
        no("SELECT * FROM \u00a0curl", "no such table: \u00a0curl"),
        no("SELECT nope FROM users", "no such column: nope"),
        no("SELECT users.nope FROM users", "no such column: users.nope"),
        no("SELECT rowid FROM users", "no such column: rowid"),
        no("SELECT pid_with_namespace FROM hosts", "no such column: pid_with_namespace"),
        no("SELECT gid FROM users, groups", "ambiguous column name: gid"),
        no("SELECT * FROM users WHERE nope = 1 AND 1", "no such column: nope"),
        no("SELECT uid FROM users ORDER BY uid COLLATE nope", "no such collation sequence: nope"),
        no("SELECT * FROM users('x')", "'users' is not a function"),
        no("SELECT * FROM curl WHERE nope = 1", "no such column: nope"),
        no("SELECT sleep(1)", "no such function: sleep"),
        no("SELECT carve(path) FROM file", "no such function: carve"),
        no("SELECT load_extension('x')", "no such function: load_extension"),
        no("SELECT load_extension('x', 'y')", "no such function: load_extension"),
        no("SELECT writefile('x', 'y')", "no such function: writefile"),
        no("SELECT readfile('x')", "no such function: readfile"),
        no("SELECT edit('x')", "no such function: edit"),
        no("SELECT fts3_tokenizer('x')", "no such function: fts3_tokenizer"),
        no("SELECT fts5(1)", "no such function: fts5"),
        no("SELECT pow(1, 2)", "no such function: pow"),
        no("SELECT reverse('x')", "no such function: reverse"),
        no("SELECT median(pid) FROM processes", "no such function: median"),
        no("SELECT optimize /* x */ (pid) FROM processes", "no such function: optimize"),
        no("SELECT \"Reverse\"('x')", "no such function: Reverse"),
        no("SELECT \"Sleep\"(1)", "no such function: Sleep"),
        no("SELECT nope() OVER (ORDER BY uid) FROM users", "no such function: nope"),
        no("SELECT changes()", "no such function: changes"),
        // A gigabyte on every host, of a few letters.
        no("SELECT zeroblob(1000000000)", "no such function: zeroblob"),
        no("SELECT length(ZeroBlob(1)) FROM users", "no such function: ZeroBlob"),
        no("SELECT hex(randomblob(900000000))", "no such function: randomblob"),
        no("SELECT \"randomblob\" (4)", "no such function: randomblob"),
        no("SELECT md5()", "wrong number of arguments to function md5()"),
        no("SELECT log(2, 8)", "wrong number of arguments to function log()"),
        no("SELECT split('a', 'b')", "wrong number of arguments to function split()"),
        no(
            "SELECT version_compare('a')",
            "wrong number of arguments to function version_compare()"),
        no("SELECT count(1, 2)", "wrong number of arguments to function count()"),
        no("SELECT name REGEXP 'x' FROM processes", "no such function: REGEXP"));
  }

  /** What SQLite answers without a table, in every spelling. */
  private static Stream<Invalid> hidden() {
    return Stream.of(
            "sqlite_master",
            "SQLITE_Master",
            "sqlite_schema",
            "sqlite_temp_master",
            "sqlite_temp_schema",
            "sqlite_stmt",
            "sqlite_dbpage",
            "sqlite_stat1",
            "pragma_table_info",
            "Pragma_Function_List",
            "pragma_database_list",
            "dbstat",
            "DBSTAT",
            "fts3tokenize",
            "fts5vocab",
            "rtree",
            "bytecode",
            "tables_used",
            "generate_series",
            "jsonb_each",
            "jsonb_tree",
            "csv",
            "fsdir",
            "zipfile",
            "completion")
        .flatMap(
            name ->
                Stream.of(
                        "SELECT * FROM " + name,
                        "SELECT * FROM main." + name,
                        "SELECT * FROM \"" + name + "\"",
                        "SELECT * FROM [" + name + "]",
                        "SELECT * FROM main.'" + name + "'",
                        "SELECT 1 FROM users LEFT JOIN `" + name + "` ON 0",
                        "SELECT 1 FROM users WHERE uid IN " + name,
                        "SELECT 1 WHERE EXISTS (SELECT 1 FROM/**/" + name + ")")
                    .map(
                        sql ->
                            no(
                                sql,
                                "no such table: "
                                    + (sql.contains("main.") ? "main." : "")
                                    + name)));
  }

  private static Stream<Invalid> broken() {
    return Stream.of(
        no("-- only a comment", "incomplete input"),
        no("/* only a comment */", "incomplete input"),
        no("/* open", "incomplete input"),
        no(";", "near \";\": syntax error"),
        no("SELECT", "incomplete input"),
        no("SELECT (1", "incomplete input"),
        no("WITH a AS (SELECT 1)", "incomplete input"),
        no("SELECT 'open", "unrecognized token: \"'open\""),
        no("SELECT \"open", "unrecognized token: \"\"open\""),
        no("SELECT [open", "unrecognized token: \"[open\""),
        no("SELECT x'1'", "unrecognized token: \"x'1'\""),
        no("SELECT 1 \\ 2", "unrecognized token: \"\\\""),
        no("SELECT\u00a01", "near \"SELECT\u00a01\": syntax error"),
        no("SELECT ?", Complaint.PARAMETERS),
        no("SELECT ?1", Complaint.PARAMETERS),
        no("SELECT uid FROM users WHERE username = :name", Complaint.PARAMETERS),
        no("SELECT @a", Complaint.PARAMETERS),
        no("SELECT $a", Complaint.PARAMETERS),
        no("SELECT uid FROM users LIMIT ?", Complaint.PARAMETERS),
        no("SELECT " + "~".repeat(1_500) + "1", "Expression tree is too large"),
        no("SELECT 1" + " + 1".repeat(1_500), "Expression tree is too large"));
  }

  static Stream<NoText> noText() {
    return Stream.of(
        new NoText("null", null),
        new NoText("empty", ""),
        new NoText("blank", " \n\t "),
        new NoText("NUL", "SELECT 1\0; DROP TABLE users"),
        new NoText("high surrogate", "SELECT '\ud83d'"),
        new NoText("low surrogate", "SELECT '\ude00 x'"),
        new NoText("one byte too many", "SELECT '" + "x".repeat(64 * 1024 - 8) + "'"),
        new NoText("too many bytes, not characters", "SELECT '" + "\u20ac".repeat(22_000) + "'"),
        new NoText("1 MB", "SELECT '" + "x".repeat(1_000_000) + "'"));
  }
}
