package mimir.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import mimir.local.broker.KafkaBroker;
import mimir.local.broker.KafkaHome;
import mimir.local.broker.Topics;
import mimir.local.broker.TopicsFile;
import mimir.local.postgres.Databases;
import mimir.local.postgres.PostgresNode;
import mimir.local.process.Child;
import mimir.local.process.Folders;
import mimir.local.process.Ports;
import mimir.local.service.ServiceDefinition;
import mimir.local.service.ServiceProcess;

/**
 * PostgreSQL and Kafka of the local stack, and ingest-service as the launcher starts it; it can be
 * stopped, so that answers pile up, and started again.
 */
final class AnswerStack implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));
  private static final String SERVICE = "ingest-service";
  private static final String SCHEMA = "ingest";
  private static final Duration STOP_MAX = Duration.ofSeconds(30);

  private final Path data;
  private final TopicsFile topics = TopicsFile.in(ROOT);
  private final BenchToken token = new BenchToken();
  private PostgresNode postgres;
  private KafkaBroker kafka;
  private Databases databases;
  private Child service;
  private int port;
  private int databasePort;

  private AnswerStack(Path data) throws IOException {
    this.data = data;
  }

  static AnswerStack start()
      throws IOException, InterruptedException, SQLException, ExecutionException {
    Path data = Files.createTempDirectory("mimir-bench");
    var stack = new AnswerStack(data);
    try {
      // PostgreSQL may have to run as another user.
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
      stack.startInfra();
      stack.startService();
      return stack;
    } catch (IOException
        | InterruptedException
        | SQLException
        | ExecutionException
        | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private void startInfra()
      throws IOException, InterruptedException, SQLException, ExecutionException {
    databasePort = Ports.free();
    postgres =
        PostgresNode.start(
            new PostgresNode.Settings(
                data.resolve("postgres"), data.resolve("postgres.log"), databasePort, true));
    kafka =
        KafkaBroker.start(
            KafkaHome.in(ROOT),
            new KafkaBroker.Settings(
                data.resolve("kafka"), data.resolve("kafka.log"), Ports.free(), Ports.free()));
    Topics.ensure(kafka.bootstrap(), topics.topics("local", topics.prefix()));
    databases = new Databases(postgres, data.resolve("passwords"));
    databases.create(List.of(SCHEMA));
  }

  /** Returns when it is ready; it may be in the middle of a backlog then. */
  void startService() throws IOException, InterruptedException {
    port = Ports.free();
    int managementPort = Ports.free();
    var environment = new HashMap<String, String>();
    environment.put("MIMIR_HTTP_PORT", "" + port);
    environment.put("MIMIR_MANAGEMENT_PORT", "" + managementPort);
    environment.put(
        "MIMIR_DB_URL", postgres.jdbcUrl(Databases.DATABASE) + "?currentSchema=" + SCHEMA);
    environment.put("MIMIR_DB_USER", SCHEMA);
    environment.put("MIMIR_DB_PASSWORD", databases.password(SCHEMA));
    environment.put("MIMIR_KAFKA_BOOTSTRAP", kafka.bootstrap());
    environment.put("MIMIR_TOPIC_PREFIX", topics.prefix());
    environment.put("MIMIR_LOG_JSON", "true");
    environment.put("MIMIR_JWKS_URL", token.publish(data.resolve("jwks.json")));
    service = Child.start(ServiceProcess.spec(ingest(), ROOT, data, Map.copyOf(environment)));
    ServiceProcess.awaitReady(service, managementPort);
  }

  private static ServiceDefinition ingest() {
    return ServiceDefinition.ALL.stream()
        .filter(each -> each.name().equals(SERVICE))
        .findFirst()
        .orElseThrow();
  }

  /** As a deployment does: it commits what it has taken. */
  void stopService() throws InterruptedException {
    service.askToStop();
    service.awaitStop(STOP_MAX);
  }

  AnswerTopic topic() {
    return new AnswerTopic(kafka.bootstrap(), topics.prefix());
  }

  /** Of the superuser. */
  AnswerDatabase database() throws SQLException {
    return new AnswerDatabase(postgres.connect(Databases.DATABASE));
  }

  Psql psql() throws IOException {
    return new Psql(databasePort, postgres.password());
  }

  AnswerApi api() {
    return new AnswerApi(URI.create("http://127.0.0.1:" + port), token);
  }

  /** For what a contender reads or writes. */
  Path file(String name) {
    return data.resolve(name);
  }

  long pid() {
    return service.pid();
  }

  boolean serviceLives() {
    return service.isAlive();
  }

  /** Fails when it has fallen over, with the last that it wrote: the log goes with the run. */
  void checkService() {
    if (!service.isAlive()) {
      throw service.failure("fell over");
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (service != null) {
        service.kill();
      }
      if (kafka != null) {
        kafka.child().kill();
      }
      if (postgres != null) {
        postgres.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while it was stopped");
    }
    Folders.delete(data);
  }
}
