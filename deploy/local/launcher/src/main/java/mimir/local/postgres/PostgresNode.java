package mimir.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mimir.local.process.Await;
import mimir.local.process.Child;
import mimir.local.process.ChildSpec;
import mimir.local.process.Folders;
import mimir.local.process.PartFailed;
import mimir.local.process.SecretFile;
import mimir.local.process.StopSignal;

/** A running PostgreSQL server with its data in a folder of ours. */
public final class PostgresNode {
  public static final String SUPERUSER = "postgres";
  private static final Duration START_MAX = Duration.ofMinutes(1);

  /** Tries while a server that was killed just now still holds its memory segment. */
  private static final int ATTEMPTS_MAX = 20;

  private final Child child;
  private final int port;
  private final String password;

  private PostgresNode(Child child, int port, String password) {
    this.child = child;
    this.port = port;
    this.password = password;
  }

  /**
   * Where and how.
   *
   * @param home holds the cluster and the superuser's password
   * @param durable false only where nobody will miss the data after a crash
   * @param further settings of PostgreSQL, over those that a local system has
   */
  public record Settings(
      Path home, Path log, int port, boolean durable, Map<String, String> further) {
    public Settings {
      home = home.toAbsolutePath().normalize();
    }

    public Settings(Path home, Path log, int port, boolean durable) {
      this(home, log, port, durable, Map.of());
    }

    Path cluster() {
      return home.resolve("cluster");
    }

    Path passwordFile() {
      return home.resolve("superuser-password");
    }
  }

  /** Makes the cluster when there is none, and returns when the server answers. */
  public static PostgresNode start(Settings settings) throws IOException, InterruptedException {
    Files.createDirectories(settings.home());
    var runAs = RunAs.detect();
    var programs = PostgresBinaries.unpacked(runAs, settings.home());
    var password = SecretFile.readOrCreate(settings.passwordFile());
    if (!Files.exists(settings.cluster().resolve("PG_VERSION"))) {
      makeCluster(settings, runAs, programs);
    }
    LeftoverServer.end(settings.cluster());
    var command = new ArrayList<>(runAs.prefix());
    command.add(programs.resolve("bin/postgres").toString());
    command.addAll(List.of("-D", settings.cluster().toString()));
    ServerSettings.of(settings)
        .forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    var spec = new ChildSpec("postgresql", command, Map.of(), settings.log(), StopSignal.INT);
    for (var attempt = 1; ; attempt++) {
      var node = new PostgresNode(Child.start(spec), settings.port(), password);
      try {
        Await.until(node.child, "ready", START_MAX, () -> node.answersFrom(settings.cluster()));
        return node;
      } catch (PartFailed e) {
        if (node.child.isAlive() || attempt == ATTEMPTS_MAX || !stillHeld(node.child)) {
          node.child.kill();
          throw e;
        }
        Thread.sleep(Duration.ofMillis(250));
      }
    }
  }

  public Child child() {
    return child;
  }

  /** The superuser's. */
  public String password() {
    return password;
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** A connection of the superuser. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), SUPERUSER, password);
  }

  /** A fast shutdown: sessions are cut, nothing that was committed is lost. */
  public void stop() throws InterruptedException {
    child.askToStop();
    child.awaitStop(Duration.ofSeconds(10));
  }

  private static boolean stillHeld(Child child) {
    return child.lastLines().stream()
        .anyMatch(
            line ->
                line.contains("lock file \"postmaster.pid\"")
                    || line.contains("pre-existing shared memory block"));
  }

  /** The answering server must be ours, and not a stray one on the same port. */
  private boolean answersFrom(Path cluster) throws SQLException {
    try (var connection = connect("postgres");
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT current_setting('data_directory')")) {
      row.next();
      if (!cluster.equals(Path.of(row.getString(1)))) {
        throw child.failure("found another server on its port, of " + row.getString(1));
      }
      return true;
    }
  }

  private static void makeCluster(Settings settings, RunAs runAs, Path programs)
      throws IOException, InterruptedException {
    var unfinished = settings.home().resolve("cluster.new");
    Folders.delete(unfinished);
    runAs.own(settings.home());
    var command = new ArrayList<>(runAs.prefix());
    command.add(programs.resolve("bin/initdb").toString());
    command.addAll(List.of("--auth=scram-sha-256", "--username=" + SUPERUSER));
    command.add("--pwfile=" + settings.passwordFile());
    command.addAll(List.of("--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"));
    if (!settings.durable()) {
      command.add("--no-sync");
    }
    command.add("--pgdata=" + unfinished);
    var child = Child.start(new ChildSpec("initdb", command, settings.log()));
    var code = child.exit().join();
    if (code != 0) {
      throw child.failure("ended with code " + code);
    }
    Files.move(unfinished, settings.cluster(), StandardCopyOption.ATOMIC_MOVE);
  }
}
