package mimir.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mimir.fleet.content.HostProfile;
import mimir.fleet.content.Seed;
import mimir.fleet.update.InstallFailed;
import mimir.fleet.update.Installation;
import mimir.fleet.update.Outcome;

/** The osquery of a made-up machine; some do not survive a new version, as the seed has it. */
final class SimulatedInstallation implements Installation {
  private final HostProfile profile;
  private final String first;
  private final Seed seed;
  private final FleetOptions.Updates updates;
  private final Runnable dies;
  private Path file;
  private String holds = "";

  SimulatedInstallation(
      HostProfile profile, String first, Seed seed, FleetOptions.Updates updates, Runnable dies) {
    this.profile = profile;
    this.first = first;
    this.seed = seed;
    this.updates = updates;
    this.dies = dies;
  }

  @Override
  public String version() {
    return profile.osqueryVersion().orElse(first);
  }

  @Override
  public Path download(String sha256) throws IOException {
    // One for each host, however often a download breaks.
    if (file == null) {
      file = Files.createTempFile("mimir-fleet", ".osqueryd");
      file.toFile().deleteOnExit();
    }
    if (!sha256.equals(holds)) {
      Files.write(file, new byte[0]);
      holds = sha256;
    }
    return file;
  }

  @Override
  public void install(Path verified, String version) throws InstallFailed {
    try {
      Files.delete(verified);
      file = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Seed fate = seed.of(version);
    if (fate.of("fails").happens(updates.fails()) || !profile.canRun(version)) {
      throw new InstallFailed(
          "osqueryd " + version + " ended with exit code 139; the old one runs again");
    }
    if (fate.of("dies").happens(updates.dies()) || !profile.survives(version)) {
      dies.run();
    }
    profile.installOsquery(version);
  }

  @Override
  public void settled(Outcome outcome) {}
}
