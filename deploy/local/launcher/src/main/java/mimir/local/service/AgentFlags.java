package mimir.local.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A flag file for an osqueryd on this machine: the flags that dispatch-service hands out, with the
 * paths of this stack.
 */
public final class AgentFlags {
  private static final String TEMPLATE =
      "dispatch-service/src/main/resources/mimir/dispatch/osquery/osquery.flags";

  private AgentFlags() {}

  /** Written at each start, because the port may be another one. */
  public static void write(Path root, Path file, String address, Path caFile, Path secretFile)
      throws IOException {
    var flags =
        Files.readString(root.resolve(TEMPLATE))
            .replace("${ADDRESS}", address)
            .replace("${CA_FILE}", caFile.toString())
            .replace("${SECRET_FILE}", secretFile.toString());
    var next = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(next, flags);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
