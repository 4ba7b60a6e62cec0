package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Several processes of ingest-service on a PostgreSQL and a Kafka of their own, and nothing else of
 * the system. The database is as durable as that of the local stack, and can die and come back.
 */
final class IngestStand implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));
  private static final String SCHEMA = "ingest";
  private static final String RESULTS = "results";

  /** As many as in production: each process has several. */
  private static final int PARTITIONS = 12;

  private final Path data;
  private final String prefix;
  private final TopicsFile topics;
  private final Map<String, String> settings;
  private final PostgresNode.Settings database;
  private final List<Child> processes = new ArrayList<>();
  private PostgresNode postgres;
  private KafkaBroker kafka;
  private Databases databases;
  private Admin admin;

  private IngestStand(Map<String, String> settings) throws IOException {
    this.settings = settings;
    data = Files.createTempDirectory("mimir-ingest");
    // PostgreSQL may have to run as another user.
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    topics = TopicsFile.in(ROOT);
    prefix = topics.prefix();
    database =
        new PostgresNode.Settings(
            data.resolve("postgres"), data.resolve("postgres.log"), Ports.free(), true);
  }

  /**
   * Returns when each of them has its share of the answers' topic.
   *
   * @param settings further environment variables of the processes
   */
  static IngestStand start(int processes, Map<String, String> settings) throws Exception {
    var stand = new IngestStand(settings);
    try {
      var broker = CompletableFuture.runAsync(stand::startKafka);
      stand.startPostgres();
      stand.databases = new Databases(stand.postgres, stand.data.resolve("passwords"));
      stand.databases.create(List.of(SCHEMA));
      broker.get();
      stand.startProcesses(processes);
      stand.awaitShares();
      return stand;
    } catch (Exception | AssertionError e) {
      stand.close();
      throw e;
    }
  }

  private void startPostgres() throws IOException, InterruptedException {
    postgres = PostgresNode.start(database);
  }

  private void startKafka() {
    try {
      kafka =
          KafkaBroker.start(
              KafkaHome.in(ROOT),
              new KafkaBroker.Settings(
                  data.resolve("kafka"), data.resolve("kafka.log"), Ports.free(), Ports.free()));
      Topics.ensure(
          kafka.bootstrap(),
          topics.topics("local", prefix).stream()
              .map(each -> each.name().equals(results()) ? each.withPartitions(PARTITIONS) : each)
              .toList());
      admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    } catch (IOException | ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** All at once, as a deployment may: the migrations are one of them's. */
  private void startProcesses(int count) throws IOException, InterruptedException {
    var management = new ArrayList<Integer>();
    for (int number = 1; number <= count; number++) {
      int port = Ports.free();
      management.add(port);
      processes.add(
          Child.start(ServiceProcess.spec(ingest(number), ROOT, data, environment(number, port))));
    }
    for (int each = 0; each < count; each++) {
      ServiceProcess.awaitReady(processes.get(each), management.get(each));
    }
  }

  private static ServiceDefinition ingest(int number) {
    return ServiceDefinition.ALL.stream()
        .filter(each -> each.schema().equals(SCHEMA))
        .findFirst()
        .orElseThrow()
        .replica(number);
  }

  private Map<String, String> environment(int number, int managementPort) throws IOException {
    // Nobody asks it anything: there is no key that it would have to trust.
    Path keys = Files.writeString(data.resolve("jwks.json"), "{\"keys\":[]}");
    var environment = new HashMap<>(settings);
    environment.put("MIMIR_HTTP_PORT", "" + Ports.free());
    environment.put("MIMIR_MANAGEMENT_PORT", "" + managementPort);
    environment.put(
        "MIMIR_DB_URL",
        "%s?currentSchema=%s&ApplicationName=%s"
            .formatted(postgres.jdbcUrl(Databases.DATABASE), SCHEMA, ingest(number).name()));
    environment.put("MIMIR_DB_USER", SCHEMA);
    environment.put("MIMIR_DB_PASSWORD", databases.password(SCHEMA));
    environment.put("MIMIR_KAFKA_BOOTSTRAP", kafka.bootstrap());
    environment.put("MIMIR_TOPIC_PREFIX", prefix);
    environment.put("MIMIR_JWKS_URL", keys.toUri().toString());
    return environment;
  }

  private void awaitShares() {
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () ->
                assertThat(
                        members().stream()
                            .map(each -> each.assignment().topicPartitions().size())
                            .toList())
                    .hasSize(processes.size())
                    .allMatch(share -> share > 0)
                    .satisfies(
                        shares ->
                            assertThat(shares.stream().mapToInt(share -> share).sum())
                                .isEqualTo(PARTITIONS)));
  }

  private List<MemberDescription> members() throws ExecutionException, InterruptedException {
    return List.copyOf(
        admin.describeConsumerGroups(List.of(group())).all().get().get(group()).members());
  }

  AnswerWriter writer() {
    return new AnswerWriter(kafka.bootstrap(), prefix);
  }

  /** Of the superuser, every statement on its own; in ingest-service's schema. */
  Connection database() throws SQLException {
    var connection = postgres.connect(Databases.DATABASE);
    connection.setSchema(SCHEMA);
    return connection;
  }

  /** Until every answer that is on the topic has been taken, and none is under way. */
  void awaitDrained() {
    await()
        .atMost(Patience.LONG)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(committed()).isEqualTo(ends()));
  }

  private Map<TopicPartition, Long> committed() throws ExecutionException, InterruptedException {
    return admin
        .listConsumerGroupOffsets(group())
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(each -> each.getValue() != null)
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  /** Of partitions that hold anything. */
  private Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    var asked =
        Stream.iterate(0, number -> number + 1)
            .limit(PARTITIONS)
            .collect(
                Collectors.toMap(
                    number -> new TopicPartition(results(), number), _ -> OffsetSpec.latest()));
    return admin.listOffsets(asked).all().get().entrySet().stream()
        .filter(each -> each.getValue().offset() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  private String results() {
    return prefix + RESULTS;
  }

  private String group() {
    return prefix + "ingest-service-" + RESULTS;
  }

  /**
   * kill -9 of the whole server, and it comes back on what is on its disk.
   *
   * @param first the backend that is to die before the others
   */
  void killDatabase(long first) throws IOException, InterruptedException {
    var server = ProcessHandle.of(postgres.child().pid()).orElseThrow();
    List<ProcessHandle> backends = server.descendants().toList();
    Stream.concat(
            backends.stream().filter(each -> each.pid() == first),
            Stream.concat(Stream.of(server), backends.stream()))
        .forEach(ProcessHandle::destroyForcibly);
    postgres.child().exit().join();
    startPostgres();
  }

  @Override
  public void close() throws IOException {
    try {
      for (Child process : processes) {
        process.kill();
      }
      if (admin != null) {
        admin.close();
      }
      if (kafka != null) {
        kafka.discard();
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
