package mimir.bench;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mimir.local.postgres.Databases;
import mimir.local.postgres.PostgresNode;

/** PostgreSQL's own client. */
final class Psql {
  private static final Path DEBIANS = Path.of("/usr/lib/postgresql");

  private final Path program;
  private final int port;
  private final String password;

  Psql(int port, String password) throws IOException {
    this.program = find();
    this.port = port;
    this.password = password;
  }

  /** Where Debian keeps the programs, for what it puts on the PATH is a script; or on the PATH. */
  static Path find() throws IOException {
    var onPath =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "psql"));
    try (Stream<Path> versions = Files.exists(DEBIANS) ? Files.list(DEBIANS) : Stream.of()) {
      return Stream.concat(versions.map(version -> version.resolve("bin/psql")), onPath)
          .filter(Files::isExecutable)
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "psql is not on the PATH nor below "
                          + DEBIANS
                          + ": apt-get install postgresql-client"));
    }
  }

  /** What the statement gives, into the file. */
  void write(String sql, Path file) throws IOException, InterruptedException {
    run(sql, Redirect.PIPE, Redirect.to(file.toFile()));
  }

  /** Seconds of the same without a file, from the client's start to its end. */
  double discard(String sql) throws IOException, InterruptedException {
    return run(sql, Redirect.PIPE, Redirect.DISCARD);
  }

  /** Seconds of a statement that takes the file. */
  double read(String sql, Path file) throws IOException, InterruptedException {
    return run(sql, Redirect.from(file.toFile()), Redirect.DISCARD);
  }

  private double run(String sql, Redirect in, Redirect out)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            List.of(
                program.toString(),
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=" + PostgresNode.SUPERUSER,
                "--dbname=" + Databases.DATABASE,
                "--command=" + sql));
    builder.environment().put("PGPASSWORD", password);
    builder.redirectInput(in).redirectOutput(out);
    long from = System.nanoTime();
    Process process = builder.start();
    var errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("psql: " + errors);
    }
    return (System.nanoTime() - from) / 1e9;
  }
}
