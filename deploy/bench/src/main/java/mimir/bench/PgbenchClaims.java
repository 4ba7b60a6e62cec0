package mimir.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mimir.dispatch.assignments.ClaimAssignments;
import mimir.local.postgres.PostgresNode;

/** pgbench running the service's claim statement, as fast as a client of PostgreSQL's own can. */
final class PgbenchClaims {
  private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");
  private static final Pattern FAILED = Pattern.compile("number of failed transactions: ([0-9]+)");
  private static final Path DEBIANS = Path.of("/usr/lib/postgresql");

  private final LedgerServer server;
  private final Path program;
  private final int hosts;

  PgbenchClaims(LedgerServer server, int hosts) throws IOException {
    this.server = server;
    this.program = find();
    this.hosts = hosts;
  }

  /** On the PATH, or where Debian keeps the programs that it does not put there. */
  static Path find() throws IOException {
    var onPath =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "pgbench"));
    try (Stream<Path> versions = Files.exists(DEBIANS) ? Files.list(DEBIANS) : Stream.of()) {
      return Stream.concat(onPath, versions.map(version -> version.resolve("bin/pgbench")))
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "pgbench is not on the PATH nor below "
                          + DEBIANS
                          + ": apt-get install postgresql-contrib (or postgresql-15)"));
    }
  }

  /** Claims a second. */
  double perSecond(String database, int clients, int seconds)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile("claim", ".sql");
    try {
      Files.writeString(script, script());
      var command =
          List.of(
              program.toString(),
              "-n",
              "-M",
              "prepared",
              "-c",
              "" + clients,
              "-j",
              "2",
              "-T",
              "" + seconds,
              "-h",
              "127.0.0.1",
              "-p",
              "" + server.port(),
              "-U",
              PostgresNode.SUPERUSER,
              "-f",
              script.toString(),
              database);
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("PGPASSWORD", server.password());
      Process process = builder.start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher failed = FAILED.matcher(output);
      Matcher tps = TPS.matcher(output);
      if (process.waitFor() != 0
          || !tps.find()
          || (failed.find() && !failed.group(1).equals("0"))) {
        throw new IllegalStateException("pgbench: " + output);
      }
      return Double.parseDouble(tps.group(1));
    } finally {
      Files.delete(script);
    }
  }

  private String script() {
    String statement =
        ClaimAssignments.statement(1, 10)
            .replaceAll(":host_ids\\b", "ARRAY[CAST(md5('host-' || :host) AS uuid)]")
            .replaceAll(":nows\\b", "ARRAY[now()]")
            .replaceAll(":lease\\b", "'PT30M'");
    return "\\set host random(1, %d)%n%s;%n".formatted(hosts, statement.strip());
  }
}
