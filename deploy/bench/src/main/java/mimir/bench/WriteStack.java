package mimir.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import mimir.local.process.Ports;
import mimir.local.service.ServiceDefinition;

/**
 * dispatch-service, but without a certificate: this machine's cores would encrypt for both sides.
 */
final class WriteStack implements AutoCloseable {
  /** Without what spares a laptop: half of the compiler, and a heap that grows when it must. */
  private static final String DEPLOYED = "-Xms256m -XX:TieredStopAtLevel=4";

  private static final String BARE = "bare-";

  private final ServiceStack stack;
  private int agentPort;

  private WriteStack(ServiceStack stack) {
    this.stack = stack;
  }

  static WriteStack start()
      throws IOException, InterruptedException, SQLException, ExecutionException {
    var stack = new WriteStack(ServiceStack.start(ServiceDefinition.DISPATCH));
    try {
      // What the peer writes to: made as the topic of the answers is.
      stack.stack.addTopics(BARE);
      stack.startService();
      return stack;
    } catch (IOException | InterruptedException | ExecutionException | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private void startService() throws IOException, InterruptedException {
    agentPort = Ports.free();
    stack.startService(
        Map.of(
            "MIMIR_AGENT_PORT",
            "" + agentPort,
            "MIMIR_AGENT_SPOOL_DIRECTORY",
            stack.file("spool").toString()),
        DEPLOYED);
  }

  /** What was written into its tables meanwhile is known to it afterwards. */
  void restart() throws IOException, InterruptedException {
    stack.killService();
    startService();
  }

  int managementPort() {
    return stack.managementPort();
  }

  int agentPort() {
    return agentPort;
  }

  String bootstrap() {
    return stack.bootstrap();
  }

  /** Like the topic of the answers, and nobody else's. */
  String bareTopic() {
    return BARE + "results";
  }

  String resultsTopic() {
    return stack.topicPrefix() + "results";
  }

  /** Of the superuser, in the service's database. */
  Connection connect() throws SQLException {
    Connection connection = stack.connect();
    connection.setSchema("dispatch");
    return connection;
  }

  boolean serviceLives() {
    return stack.serviceLives();
  }

  /** Most memory that the service ever had, in MiB. */
  long servicePeak() throws IOException {
    return ResidentMemory.peak(stack.pid());
  }

  @Override
  public void close() throws IOException {
    stack.close();
  }
}
