package mimir.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import mimir.local.broker.KafkaBroker;
import mimir.local.broker.KafkaHome;
import mimir.local.broker.Topics;
import mimir.local.broker.TopicsFile;
import mimir.local.postgres.Databases;
import mimir.local.postgres.PostgresNode;
import mimir.local.process.Child;
import mimir.local.process.ChildSpec;
import mimir.local.process.Ports;
import mimir.local.service.ServiceDefinition;
import mimir.local.service.ServiceProcess;

/**
 * PostgreSQL and Kafka of the local stack, and dispatch-service as the launcher starts it, but
 * without a certificate: this machine's cores would encrypt for both sides.
 */
final class WriteStack implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));

  /** For a profile, as -XX:StartFlightRecording. */
  private static final List<String> OPTIONS =
      Stream.of(System.getenv().getOrDefault("WRITES_SERVICE_JAVA_OPTS", "").split(" "))
          .filter(option -> !option.isEmpty())
          .toList();

  private static final String HEAP_MAX = "-Xmx256m";
  private static final List<String> SPARING = List.of("-XX:TieredStopAtLevel=1", "-Xms32m");

  private static final String SCHEMA = "dispatch";
  private static final String BARE = "bare-";

  private final Path data;
  private final TopicsFile topics = TopicsFile.in(ROOT);
  private PostgresNode postgres;
  private KafkaBroker kafka;
  private Databases databases;
  private Child service;
  private int agentPort;
  private int managementPort;

  private WriteStack(Path data) throws IOException {
    this.data = data;
  }

  static WriteStack start()
      throws IOException, InterruptedException, SQLException, ExecutionException {
    Path data = Files.createTempDirectory("mimir-bench");
    var stack = new WriteStack(data);
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
    postgres =
        PostgresNode.start(
            new PostgresNode.Settings(
                data.resolve("postgres"), data.resolve("postgres.log"), Ports.free(), true));
    kafka =
        KafkaBroker.start(
            KafkaHome.in(ROOT),
            new KafkaBroker.Settings(
                data.resolve("kafka"), data.resolve("kafka.log"), Ports.free(), Ports.free()));
    Topics.ensure(kafka.bootstrap(), topics.topics("local", topics.prefix()));
    // What the peer writes to: made as the topic of the answers is.
    Topics.ensure(kafka.bootstrap(), topics.topics("local", BARE));
    databases = new Databases(postgres, data.resolve("passwords"));
    databases.create(List.of(SCHEMA));
  }

  private void startService() throws IOException, InterruptedException {
    agentPort = Ports.free();
    managementPort = Ports.free();
    var environment = new HashMap<String, String>();
    environment.put("MIMIR_HTTP_PORT", "" + Ports.free());
    environment.put("MIMIR_MANAGEMENT_PORT", "" + managementPort);
    environment.put("MIMIR_AGENT_PORT", "" + agentPort);
    environment.put(
        "MIMIR_DB_URL", postgres.jdbcUrl(Databases.DATABASE) + "?currentSchema=" + SCHEMA);
    environment.put("MIMIR_DB_USER", SCHEMA);
    environment.put("MIMIR_DB_PASSWORD", databases.password(SCHEMA));
    environment.put("MIMIR_KAFKA_BOOTSTRAP", kafka.bootstrap());
    environment.put("MIMIR_TOPIC_PREFIX", topics.prefix());
    environment.put("MIMIR_LOG_JSON", "true");
    environment.put("MIMIR_AGENT_SPOOL_DIRECTORY", data.resolve("spool").toString());
    service = Child.start(deployed(ServiceProcess.spec(dispatch(), ROOT, data, environment)));
    ServiceProcess.awaitReady(service, managementPort);
  }

  /** Without what spares a laptop: half of the compiler, and a heap that grows when it must. */
  private static ChildSpec deployed(ChildSpec spec) {
    var command = new ArrayList<>(spec.command());
    if (!command.containsAll(SPARING) || !command.contains(HEAP_MAX)) {
      throw new IllegalStateException("not as the launcher starts it: " + command);
    }
    command.removeAll(SPARING);
    command.add(1, HEAP_MAX.replace("-Xmx", "-Xms"));
    command.addAll(1, OPTIONS);
    return new ChildSpec(spec.name(), command, spec.environment(), spec.log(), spec.stopSignal());
  }

  private static ServiceDefinition dispatch() {
    return ServiceDefinition.ALL.stream()
        .filter(each -> each.name().equals(ServiceDefinition.DISPATCH))
        .findFirst()
        .orElseThrow();
  }

  /** What was written into its tables meanwhile is known to it afterwards. */
  void restart() throws IOException, InterruptedException {
    service.kill();
    startService();
  }

  int managementPort() {
    return managementPort;
  }

  int agentPort() {
    return agentPort;
  }

  String bootstrap() {
    return kafka.bootstrap();
  }

  /** Like the topic of the answers, and nobody else's. */
  String bareTopic() {
    return BARE + "results";
  }

  String resultsTopic() {
    return topics.prefix() + "results";
  }

  /** Of the superuser, in the service's database. */
  Connection connect() throws SQLException {
    Connection connection = postgres.connect(Databases.DATABASE);
    connection.setSchema(SCHEMA);
    return connection;
  }

  boolean serviceLives() {
    return service.isAlive();
  }

  /** Most memory that the service ever had, in MiB. */
  long servicePeak() throws IOException {
    return ResidentMemory.peak(service.pid());
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
    try (var files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
