package mimir.fleet.update;

import java.io.IOException;
import java.nio.file.Path;

/** The osquery of one host. */
public interface Installation {

  /** The version that is installed, as osquery names itself. */
  String version();

  /** Where a binary of this hash is put until it is installed; may hold part of it. */
  Path download(String sha256) throws IOException;

  /**
   * Puts it in the place of the one that runs, and starts it.
   *
   * @param verified hashes to what was signed
   * @throws InstallFailed the old one runs again, or still
   */
  void install(Path verified, String version) throws InstallFailed, InterruptedException;

  /** The outcome is known to the server: nothing need be remembered of it. */
  void settled(Outcome outcome);
}
