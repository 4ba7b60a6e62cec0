package mimir.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
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
 * PostgreSQL and Kafka of the local stack, and on them one service as the launcher starts it; it
 * can be stopped, and started again.
 */
final class ServiceStack implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));
  private static final Duration STOP_MAX = Duration.ofSeconds(30);

  private final ServiceDefinition definition;
  private final Path data;
  private final TopicsFile topics = TopicsFile.in(ROOT);
  private final int databasePort = Ports.free();
  private PostgresNode postgres;
  private KafkaBroker kafka;
  private Databases databases;
  private Child service;
  private int port;
  private int managementPort;

  private ServiceStack(ServiceDefinition definition, Path data) throws IOException {
    this.definition = definition;
    this.data = data;
  }

  /** Without the service. */
  static ServiceStack start(String service)
      throws IOException, InterruptedException, SQLException, ExecutionException {
    ServiceDefinition definition =
        ServiceDefinition.ALL.stream()
            .filter(each -> each.name().equals(service))
            .findFirst()
            .orElseThrow();
    var stack = new ServiceStack(definition, Files.createTempDirectory("mimir-bench"));
    try {
      // PostgreSQL may have to run as another user.
      Files.setPosixFilePermissions(stack.data, PosixFilePermissions.fromString("rwx--x--x"));
      stack.startInfra();
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
    postgres =
        PostgresNode.start(
            new PostgresNode.Settings(
                data.resolve("postgres"), data.resolve("postgres.log"), databasePort, true));
    kafka =
        KafkaBroker.start(
            KafkaHome.in(ROOT),
            new KafkaBroker.Settings(
                data.resolve("kafka"), data.resolve("kafka.log"), Ports.free(), Ports.free()));
    addTopics(topicPrefix());
    databases = new Databases(postgres, data.resolve("passwords"));
    databases.create(List.of(definition.schema()));
  }

  /** All that the system has, under a prefix of its own. */
  void addTopics(String prefix) throws InterruptedException, ExecutionException {
    Topics.ensure(kafka.bootstrap(), topics.topics("local", prefix));
  }

  /**
   * Returns when it is ready; it may be in the middle of a backlog then.
   *
   * @param settings environment variables of this service alone
   * @param options of its JVM, apart by spaces
   */
  void startService(Map<String, String> settings, String options)
      throws IOException, InterruptedException {
    port = Ports.free();
    managementPort = Ports.free();
    var environment = new HashMap<>(settings);
    environment.put("MIMIR_HTTP_PORT", "" + port);
    environment.put("MIMIR_MANAGEMENT_PORT", "" + managementPort);
    environment.put(
        "MIMIR_DB_URL",
        postgres.jdbcUrl(Databases.DATABASE) + "?currentSchema=" + definition.schema());
    environment.put("MIMIR_DB_USER", definition.schema());
    environment.put("MIMIR_DB_PASSWORD", databases.password(definition.schema()));
    environment.put("MIMIR_KAFKA_BOOTSTRAP", kafka.bootstrap());
    environment.put("MIMIR_TOPIC_PREFIX", topicPrefix());
    environment.put("MIMIR_LOG_JSON", "true");
    service =
        Child.start(ServiceProcess.spec(definition, ROOT, data, Map.copyOf(environment), options));
    ServiceProcess.awaitReady(service, managementPort);
  }

  /** As a deployment does: it commits what it has taken. */
  void stopService() throws InterruptedException {
    service.askToStop();
    service.awaitStop(STOP_MAX);
  }

  void killService() throws InterruptedException {
    service.kill();
  }

  int port() {
    return port;
  }

  int managementPort() {
    return managementPort;
  }

  int databasePort() {
    return databasePort;
  }

  String superuserPassword() {
    return postgres.password();
  }

  String bootstrap() {
    return kafka.bootstrap();
  }

  String topicPrefix() {
    return topics.prefix();
  }

  /** Of the superuser. */
  Connection connect() throws SQLException {
    return postgres.connect(Databases.DATABASE);
  }

  /** Goes with the run. */
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
