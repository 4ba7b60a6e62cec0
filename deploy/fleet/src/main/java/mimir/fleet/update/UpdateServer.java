package mimir.fleet.update;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where updates come from, as an enrolled agent sees it. */
public interface UpdateServer {

  /** What the server says to a host that runs this version; none when it says nothing. */
  Optional<JsonNode> ask(String os, String arch, String runs) throws InterruptedException;

  /** Whether the server has taken it. */
  boolean report(Outcome outcome) throws InterruptedException;

  /**
   * Brings what is behind a path of the server into a file; goes on with what the file holds.
   *
   * @throws IOException when it could not be had, and what there is of it stays
   */
  void download(String path, String sha256, Path to) throws IOException, InterruptedException;
}
