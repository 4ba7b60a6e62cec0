package mimir.fleet.update;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import mimir.fleet.wire.AgentClock;
import mimir.fleet.wire.OsqueryAgent;

/** Updates through the connection of an agent; large files beside it. */
public final class ServerUpdates implements UpdateServer {
  private final OsqueryAgent agent;
  private final Downloads downloads;
  private final BooleanSupplier online;
  private final AgentClock clock;

  public ServerUpdates(
      OsqueryAgent agent, Downloads downloads, BooleanSupplier online, AgentClock clock) {
    this.agent = agent;
    this.downloads = downloads;
    this.online = online;
    this.clock = clock;
  }

  @Override
  public Optional<JsonNode> ask(String os, String arch, String runs) throws InterruptedException {
    return agent.askForUpdate(os, arch, runs);
  }

  @Override
  public boolean report(Outcome outcome) throws InterruptedException {
    return agent.reportUpdate(
        outcome.version(), outcome.installed() ? "installed" : "failed", outcome.detail());
  }

  @Override
  public void download(String path, String sha256, Path to)
      throws IOException, InterruptedException {
    String nodeKey = agent.nodeKey().orElseThrow(() -> new IOException("not enrolled"));
    downloads.fetch(new Downloads.Client(nodeKey, online, clock), path, sha256, to);
  }
}
