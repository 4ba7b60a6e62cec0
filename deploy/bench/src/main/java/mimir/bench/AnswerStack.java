package mimir.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** ingest-service, which can be stopped, so that answers pile up, and started again. */
final class AnswerStack implements AutoCloseable {
  private final ServiceStack stack;
  private final BenchToken token = new BenchToken();

  private AnswerStack(ServiceStack stack) {
    this.stack = stack;
  }

  static AnswerStack start()
      throws IOException, InterruptedException, SQLException, ExecutionException {
    var stack = new AnswerStack(ServiceStack.start("ingest-service"));
    try {
      stack.startService();
      return stack;
    } catch (IOException | InterruptedException | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /** Returns when it is ready; it may be in the middle of a backlog then. */
  void startService() throws IOException, InterruptedException {
    stack.startService(Map.of("MIMIR_JWKS_URL", token.publish(stack.file("jwks.json"))), "");
  }

  /** As a deployment does: it commits what it has taken. */
  void stopService() throws InterruptedException {
    stack.stopService();
  }

  AnswerTopic topic() {
    return new AnswerTopic(stack.bootstrap(), stack.topicPrefix());
  }

  /** Of the superuser. */
  AnswerDatabase database() throws SQLException {
    return new AnswerDatabase(stack.connect());
  }

  Psql psql() throws IOException {
    return new Psql(stack.databasePort(), stack.superuserPassword());
  }

  AnswerApi api() {
    return new AnswerApi(URI.create("http://127.0.0.1:" + stack.port()), token);
  }

  /** For what a contender reads or writes. */
  Path file(String name) {
    return stack.file(name);
  }

  long pid() {
    return stack.pid();
  }

  boolean serviceLives() {
    return stack.serviceLives();
  }

  /** Fails when it has fallen over, with the last that it wrote: the log goes with the run. */
  void checkService() {
    stack.checkService();
  }

  @Override
  public void close() throws IOException {
    stack.close();
  }
}
