package mimir.local.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Under which identity PostgreSQL runs: it refuses to be root. */
enum RunAs {
  /** An ordinary user needs nothing. */
  SELF,
  /**
   * Root in a user namespace without a mapping: not root to itself, while the files stay root's.
   */
  USER_NAMESPACE,
  /** Where namespaces are forbidden: another user, to whom the files are given. */
  NOBODY;

  static RunAs detect() {
    if (new UnixSystem().getUid() != 0) {
      return SELF;
    }
    for (var candidate : List.of(USER_NAMESPACE, NOBODY)) {
      if (candidate.isPossible()) {
        return candidate;
      }
    }
    throw new IllegalStateException(
        "PostgreSQL does not run as root, and neither unshare -U nor setpriv --reuid works here:"
            + " start as an ordinary user");
  }

  List<String> prefix() {
    return switch (this) {
      case SELF -> List.of();
      case USER_NAMESPACE -> List.of("unshare", "-U");
      case NOBODY -> List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    };
  }

  /** Gives a folder to the identity; it must also be reachable for it. */
  void own(Path folder) throws IOException, InterruptedException {
    if (this != NOBODY) {
      return;
    }
    var chown = new ProcessBuilder("chown", "-R", "65534:65534", folder.toString()).start();
    if (chown.waitFor() != 0) {
      throw new IOException("cannot give " + folder + " to user 65534");
    }
    var reach = new ProcessBuilder(new ArrayList<>(prefix()));
    reach.command().addAll(List.of("test", "-x", folder.toString()));
    if (reach.start().waitFor() != 0) {
      throw new IOException(
          "PostgreSQL runs as user 65534 here, and that user cannot reach "
              + folder
              + ": choose a --data folder below one that everybody may enter");
    }
  }

  /** Whether the unpacked programs can be used by the identity. */
  boolean reaches(Path file) throws IOException, InterruptedException {
    if (this != NOBODY) {
      return Files.isExecutable(file);
    }
    var reach = new ProcessBuilder(new ArrayList<>(prefix()));
    reach.command().addAll(List.of("test", "-x", file.toString()));
    return reach.start().waitFor() == 0;
  }

  private boolean isPossible() {
    try {
      var probe = new ProcessBuilder(new ArrayList<>(prefix()));
      probe.command().add("true");
      probe.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
      var process = probe.start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
