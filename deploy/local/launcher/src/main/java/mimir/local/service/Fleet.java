package mimir.local.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mimir.local.process.ChildSpec;
import mimir.local.process.JavaCommand;
import mimir.local.process.PartFailed;

/** The simulated hosts. */
public final class Fleet {
  private static final String NAME = "fleet";

  private Fleet() {}

  /** How the fleet reaches the stack, and where it remembers its hosts. */
  public record Settings(
      int hosts, String server, Path caFile, Path enrollSecretFile, Path stateDirectory) {}

  public static ChildSpec spec(Path root, Path logs, Settings settings) {
    var jar = root.resolve("deploy/fleet/target/fleet.jar");
    if (!Files.exists(jar)) {
      throw new PartFailed(NAME, "is not built: there is no " + jar);
    }
    return new ChildSpec(
        NAME,
        List.of(
            JavaCommand.java(),
            "-Xms32m",
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "-jar",
            jar.toString(),
            "simulate",
            "--server",
            settings.server(),
            "--ca",
            settings.caFile().toString(),
            "--enroll-secret-file",
            settings.enrollSecretFile().toString(),
            "--hosts",
            Integer.toString(settings.hosts()),
            "--state-dir",
            settings.stateDirectory().toString(),
            "--exit-with-stdin"),
        logs.resolve(NAME + ".log"));
  }
}
