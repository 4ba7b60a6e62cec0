package mimir.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code fleet agent} as somebody installs it, with an osqueryd that is a script. */
final class AgentOfThisMachine implements AutoCloseable {
  private static final Path FLEET = Path.of(System.getProperty("mimir.root"), "deploy/fleet/fleet");

  private final Path directory;
  private final Process process;

  private AgentOfThisMachine(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  /**
   * @param directory empty for a new machine
   * @param key whose signatures it trusts
   */
  static AgentOfThisMachine start(LocalSystem system, Path directory, String key)
      throws IOException {
    Files.createDirectories(directory);
    Path osqueryd = directory.resolve("osqueryd");
    if (!Files.exists(osqueryd)) {
      Files.write(osqueryd, binary("5.0.0"));
      Files.setPosixFilePermissions(osqueryd, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path secret = Files.writeString(directory.resolve("secret"), system.enrollSecret());
    var process =
        new ProcessBuilder(
                List.of(
                    FLEET.toString(),
                    "agent",
                    "--server=" + system.agents(),
                    "--ca=" + system.caFile(),
                    "--enroll-secret-file=" + secret,
                    "--state-dir=" + directory.resolve("state"),
                    "--osqueryd=" + osqueryd,
                    "--osqueryd-arg=--flagfile=none",
                    "--update-key=" + key,
                    "--update-interval=1s",
                    "--update-stagger=1s",
                    "--update-proven=1s",
                    "--poll-interval=1s",
                    "--exit-with-stdin"))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("agent.log").toFile())
            .start();
    return new AgentOfThisMachine(directory, process);
  }

  /** An osqueryd that says its version, writes down that it ran, and runs. */
  static byte[] binary(String version) {
    return """
        #!/bin/sh
        if [ "$1" = --version ]; then echo "osqueryd version %1$s"; exit 0; fi
        echo %1$s >> "$0.ran"
        exec sleep 3600
        """
        .formatted(version)
        .getBytes(UTF_8);
  }

  byte[] installed() throws IOException {
    return Files.readAllBytes(directory.resolve("osqueryd"));
  }

  byte[] old() throws IOException {
    return Files.readAllBytes(directory.resolve("osqueryd.old"));
  }

  /** The versions that ran, in their order. */
  List<String> ran() throws IOException {
    return Files.readAllLines(directory.resolve("osqueryd.ran"));
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
