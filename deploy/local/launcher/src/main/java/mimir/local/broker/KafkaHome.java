package mimir.local.broker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mimir.local.process.JavaCommand;

/** Where the build has put the programs of broker and Connect, and how they are called. */
public final class KafkaHome {
  private final Path target;

  private KafkaHome(Path target) {
    this.target = target;
  }

  /** The programs in a checkout, given its root. */
  public static KafkaHome in(Path root) {
    var target = root.toAbsolutePath().resolve("deploy/local/kafka-node/target");
    if (!Files.exists(target.resolve("kafka-node.jar"))
        || !Files.isDirectory(target.resolve("lib"))) {
      throw new IllegalStateException(
          target + " has no broker: run ./mvnw -Dquick package in " + root);
    }
    return new KafkaHome(target);
  }

  Path plugins() {
    return target.resolve("plugins");
  }

  /** Whether an earlier run has left the class archive that makes this program start quickly. */
  boolean hasArchive(String program) {
    return Files.exists(archive(program));
  }

  List<String> command(String program, String argument) throws IOException {
    Files.createDirectories(archive(program).getParent());
    var words = new ArrayList<String>();
    words.add(JavaCommand.java());
    words.addAll(List.of("-Xms48m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    // The JVM writes the archive at its first orderly end, and again when the classpath changes.
    words.add("-XX:+AutoCreateSharedArchive");
    words.add("-XX:SharedArchiveFile=" + archive(program));
    words.add("-Xlog:disable");
    words.add("-Xlog:all=error:stderr");
    words.add("--enable-native-access=ALL-UNNAMED");
    words.add("--sun-misc-unsafe-memory-access=allow");
    words.add("-Dlog4j2.StatusLogger.level=OFF");
    words.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    words.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
    words.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    // A bulk load makes it say thousands of times that a queue of measurements is full.
    words.add("-Dorg.slf4j.simpleLogger.log.io.debezium.pipeline.metrics=error");
    words.addAll(List.of("-cp", classpath(), "mimir.local.kafka." + program, argument));
    return words;
  }

  private Path archive(String program) {
    return target.resolve("cds").resolve(program + ".jsa");
  }

  private String classpath() throws IOException {
    try (var jars = Files.list(target.resolve("lib"))) {
      return Stream.concat(Stream.of(target.resolve("kafka-node.jar")), jars.sorted())
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
