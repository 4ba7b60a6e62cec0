package mimir.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import mimir.local.broker.ConnectWorker;
import mimir.local.broker.KafkaBroker;
import mimir.local.broker.KafkaHome;
import mimir.local.broker.OutboxConnector;
import mimir.local.broker.Topics;
import mimir.local.broker.TopicsFile;
import mimir.local.postgres.Databases;
import mimir.local.postgres.PostgresNode;
import mimir.local.process.Await;
import mimir.local.process.Folders;
import mimir.local.process.Ports;
import mimir.local.service.ServiceDefinition;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** PostgreSQL, Kafka and Connect with the real template, and event tables as the services have. */
final class OutboxStack implements AutoCloseable {
  static final List<String> SCHEMAS =
      ServiceDefinition.ALL.stream().map(ServiceDefinition::schema).toList();

  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));
  private static final String EVENT_TABLE =
      """
      CREATE TABLE IF NOT EXISTS event (
        id uuid PRIMARY KEY,
        stream text NOT NULL,
        version bigint NOT NULL,
        topic text,
        message_key text,
        type text NOT NULL,
        source text NOT NULL,
        subject text NOT NULL,
        at timestamptz NOT NULL,
        traceparent text,
        payload text,
        actor text,
        chain_hash bytea)
      """;

  final Path folder;
  final PostgresNode postgres;
  final Databases databases;
  final KafkaBroker kafka;
  volatile ConnectWorker connect;
  private final KafkaHome home = KafkaHome.in(ROOT);
  private final int connectPort = Ports.free();
  private final Map<String, Connection> writers = new HashMap<>();

  OutboxStack() throws Exception {
    folder = Files.createTempDirectory("mimir-outbox");
    var started = CompletableFuture.supplyAsync(this::startKafka);
    postgres =
        PostgresNode.start(
            new PostgresNode.Settings(
                folder.resolve("postgres"), folder.resolve("postgres.log"), Ports.free(), true));
    databases = new Databases(postgres, folder.resolve("connect/database.properties"));
    databases.create(SCHEMAS);
    for (var schema : SCHEMAS) {
      writers.put(schema, as(schema));
      try (var statement = writers.get(schema).createStatement()) {
        statement.execute(EVENT_TABLE);
      }
    }
    kafka = started.get();
    connect.awaitReady();
  }

  /** And the worker, which needs nothing else until it has a connector. */
  private KafkaBroker startKafka() {
    try {
      var broker =
          KafkaBroker.start(
              home,
              new KafkaBroker.Settings(
                  folder.resolve("kafka"),
                  folder.resolve("kafka.log"),
                  Ports.free(),
                  Ports.free()));
      connect = worker(broker);
      Topics.ensure(broker.bootstrap(), TopicsFile.in(ROOT).topics("test", "mimir-"));
      return broker;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  Connection as(String schema) throws SQLException, IOException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(Databases.DATABASE) + "?currentSchema=" + schema,
        schema,
        databases.password(schema));
  }

  void startConnect() throws Exception {
    connect = worker(kafka);
    connect.awaitReady();
  }

  private ConnectWorker worker(KafkaBroker broker) throws IOException, InterruptedException {
    return ConnectWorker.start(
        home,
        new ConnectWorker.Settings(
            folder.resolve("connect"),
            folder.resolve("connect.log"),
            connectPort,
            broker.bootstrap()));
  }

  void register() throws Exception {
    databases.publish(OutboxConnector.PUBLICATION, SCHEMAS);
    var url = postgres.jdbcUrl(Databases.DATABASE);
    var port = url.substring(url.lastIndexOf(':') + 1, url.lastIndexOf('/'));
    connect
        .api()
        .configure(
            OutboxConnector.NAME,
            OutboxConnector.configuration(
                OutboxConnector.template(ROOT),
                Map.of(
                    "DATABASE_HOST",
                    "127.0.0.1",
                    "DATABASE_PORT",
                    port,
                    "DATABASE_NAME",
                    Databases.DATABASE,
                    "DATABASE_USER",
                    Databases.CONNECT_ROLE,
                    "DATABASE_PASSWORD",
                    "${file:" + folder.resolve("connect/database.properties") + ":connect}",
                    "TOPIC_PREFIX",
                    "mimir-")));
    awaitStreaming();
  }

  void awaitStreaming() throws InterruptedException {
    Await.until(
        connect.child(),
        "streaming",
        Duration.ofMinutes(1),
        () -> databases.slot(OutboxConnector.SLOT).active());
  }

  /** Writes one event the way a service does, and returns its id. */
  UUID write(String schema, String topic, String key, String payload, String traceparent)
      throws SQLException {
    var id = UUID.randomUUID();
    try (var insert =
        writers
            .get(schema)
            .prepareStatement(
                """
                INSERT INTO event (id, stream, version, topic, message_key, type, source, subject,
                                   at, actor, traceparent, payload)
                VALUES (?, ?, 1, ?, ?, 'mimir.test.happened.v1', '/mimir/test', ?,
                        '2026-11-20T10:11:12.345678Z', 'alice (key ci)', ?, ?)
                """)) {
      insert.setObject(1, id);
      insert.setString(2, key);
      insert.setString(3, topic);
      insert.setString(4, key);
      insert.setString(5, key);
      insert.setString(6, traceparent);
      insert.setString(7, payload);
      insert.executeUpdate();
    }
    return id;
  }

  /** All committed records of a topic, as soon as there are so many. */
  List<ConsumerRecord<String, String>> read(String topic, int count) {
    var settings = new Properties();
    settings.put("bootstrap.servers", kafka.bootstrap());
    settings.put("isolation.level", "read_committed");
    var records = new ArrayList<ConsumerRecord<String, String>>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      var partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (records.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      // One more look: more than asked for would be a duplicate.
      consumer.poll(Duration.ofMillis(500)).forEach(records::add);
    }
    return records;
  }

  @Override
  public void close() throws IOException {
    try {
      connect.child().kill();
      kafka.discard();
      postgres.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Folders.delete(folder);
  }
}
