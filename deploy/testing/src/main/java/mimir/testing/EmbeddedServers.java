package mimir.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mimir.local.broker.KafkaBroker;
import mimir.local.broker.KafkaHome;
import mimir.local.postgres.PostgresNode;
import mimir.local.process.Folders;
import mimir.local.process.Ports;

/** Child processes of this JVM, with their data in temporary folders. */
final class EmbeddedServers implements Servers {
  @Override
  public Map<String, String> startPostgres() throws Exception {
    var folder = Files.createTempDirectory("mimir-test-postgresql");
    var node =
        PostgresNode.start(
            new PostgresNode.Settings(
                folder.resolve("home"), folder.resolve("postgresql.log"), Ports.free(), false));
    atExit(folder, node.child()::kill);
    return Map.of(URL, node.jdbcUrl(""), USER, PostgresNode.SUPERUSER, PASSWORD, node.password());
  }

  @Override
  public Map<String, String> startKafka() throws Exception {
    var folder = Files.createTempDirectory("mimir-test-kafka");
    var broker =
        KafkaBroker.start(
            KafkaHome.in(Infra.root()),
            new KafkaBroker.Settings(
                folder.resolve("home"), folder.resolve("kafka.log"), Ports.free(), Ports.free()));
    atExit(folder, broker::discard);
    return Map.of(BOOTSTRAP, broker.bootstrap());
  }

  /** A step that may be cut short. */
  @FunctionalInterface
  private interface End {
    void run() throws InterruptedException;
  }

  /** A JVM that is killed runs no hooks; its children end with it, only the folders stay. */
  private static void atExit(Path folder, End end) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    end.run();
                    Folders.delete(folder);
                  } catch (IOException e) {
                    System.err.println(folder + " stays: " + e.getMessage());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "remove-" + folder.getFileName()));
  }
}
