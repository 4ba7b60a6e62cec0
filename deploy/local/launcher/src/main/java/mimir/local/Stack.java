package mimir.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import mimir.local.broker.ConnectWorker;
import mimir.local.broker.KafkaBroker;
import mimir.local.broker.KafkaHome;
import mimir.local.broker.OutboxConnector;
import mimir.local.broker.Topics;
import mimir.local.broker.TopicsFile;
import mimir.local.postgres.Databases;
import mimir.local.postgres.PostgresNode;
import mimir.local.process.Await;
import mimir.local.process.PartFailed;
import mimir.local.process.SecretFile;
import mimir.local.service.AgentCertificate;
import mimir.local.service.AgentFlags;
import mimir.local.service.EnrollmentSecret;
import mimir.local.service.Fleet;
import mimir.local.service.ServiceDefinition;
import mimir.local.service.ServiceEnvironment;
import mimir.local.service.ServiceProcess;

/** Starts all parts in the order that their needs allow, and returns when all are ready. */
final class Stack {
  static final String ADMIN = "admin";

  private static final Duration STREAMING_MAX = Duration.ofMinutes(1);

  private final StackPaths paths;
  private final StackOptions options;
  private final Progress progress;
  private final Supervisor supervisor;
  private final StackReport report;
  private final StackPorts ports;
  private final KafkaHome kafkaHome;
  private final TopicsFile topics;
  private final String adminPassword;
  private final AgentCertificate certificate;

  // Each is set by one step and read by later ones.
  private PostgresNode postgres;
  private Databases databases;
  private KafkaBroker kafka;
  private ConnectWorker connect;

  Stack(StackPaths paths, StackOptions options, Progress progress)
      throws IOException, InterruptedException {
    this.paths = paths;
    this.options = options;
    this.progress = progress;
    ports = StackPorts.choose(paths, options.gatewayPort(), options.services());
    kafkaHome = KafkaHome.in(paths.root());
    topics = TopicsFile.in(paths.root());
    adminPassword = adminPassword();
    certificate = AgentCertificate.in(paths.data(), Clock.systemUTC());
    report = new StackReport(paths, options, ports, certificate.certificateFile());
    supervisor = new Supervisor(progress, report::restarted);
  }

  Supervisor supervisor() {
    return supervisor;
  }

  /** A stack that was killed in the middle of this is started again by the same steps. */
  void start() throws Exception {
    checkBuilt();
    report.starting();
    SideBySide.run(List.of(this::startPostgres, this::startKafka));
    SideBySide.run(List.of(this::startConnect, this::startServices));
    startConnector();
    if (options.hasGateway()) {
      EnrollmentSecret.ensure(paths.enrollSecret(), report.gatewayUrl(), ADMIN, adminPassword);
      progress.say("the secret for agents is in " + paths.enrollSecret());
      AgentFlags.write(
          paths.root(),
          paths.agentFlags(),
          "127.0.0.1:" + ports.services().get(ServiceDefinition.DISPATCH).agents(),
          certificate.certificateFile(),
          paths.enrollSecret());
    }
    startFleet();
    progress.say("all parts are ready");
    progress.show(report.summary(adminPassword));
    // Last: whoever waits for this state has then seen all of the above.
    report.ready(supervisor.all());
  }

  /** Watches what a living process does not tell: whether events really flow. */
  ConnectorWatch connectorWatch() {
    return new ConnectorWatch(progress, connect.api(), databases);
  }

  /** A missing part is found before anything is started. */
  private void checkBuilt() {
    for (var service : options.services()) {
      ServiceProcess.spec(service, paths.root(), paths.logs(), Map.of());
    }
    if (options.hasFleet()) {
      if (!options.hasGateway()) {
        throw new PartFailed("fleet", "needs the gateway to get its secret; add --fleet 0");
      }
      fleet();
    }
  }

  private Void startPostgres() throws Exception {
    postgres =
        PostgresNode.start(
            new PostgresNode.Settings(
                paths.postgres(), paths.log("postgresql"), ports.postgres(), true));
    supervisor.add(Supervisor.Stage.POSTGRESQL, postgres.child());
    progress.say("PostgreSQL answers on port " + ports.postgres());
    databases = new Databases(postgres, paths.databasePasswords());
    databases.create(ServiceDefinition.ALL.stream().map(ServiceDefinition::schema).toList());
    progress.say("schemas and roles are there");
    return null;
  }

  private Void startKafka() throws Exception {
    kafka =
        KafkaBroker.start(
            kafkaHome,
            new KafkaBroker.Settings(
                paths.kafka(), paths.log("kafka"), ports.kafka(), ports.kafkaController()));
    supervisor.add(Supervisor.Stage.KAFKA, kafka.child());
    progress.say("Kafka answers on port " + ports.kafka());
    var declared = topics.topics("local", topicPrefix());
    var created = Topics.ensure(kafka.bootstrap(), declared);
    progress.say("%d topics are there, %d of them new".formatted(declared.size(), created));
    return null;
  }

  private Void startConnect() throws Exception {
    var settings =
        new ConnectWorker.Settings(
            paths.connect(), paths.log("connect"), ports.connect(), kafka.bootstrap());
    // It keeps what it has done in Kafka, so another one goes on where it was.
    var child =
        supervisor.start(
            Supervisor.Stage.CONNECT,
            ConnectWorker.spec(kafkaHome, settings),
            options.restartPolicy());
    connect = ConnectWorker.of(child, settings);
    connect.awaitReady();
    progress.say("Kafka Connect answers on port " + ports.connect());
    return null;
  }

  private Void startServices() throws Exception {
    var environment = environment();
    SideBySide.run(
        options.services().stream()
            .map(service -> (Callable<Void>) () -> startService(service, environment))
            .toList());
    return null;
  }

  private Void startService(ServiceDefinition service, ServiceEnvironment environment)
      throws Exception {
    var spec =
        ServiceProcess.spec(
            service, paths.root(), paths.logs(), environment.of(service, ServiceDefinition.ALL));
    var stage = service.isGateway() ? Supervisor.Stage.GATEWAY : Supervisor.Stage.SERVICE;
    var child = supervisor.start(stage, spec, options.restartPolicy());
    ServiceProcess.awaitReady(child, ports.services().get(service.name()).management());
    progress.say(service.name() + " is ready");
    return null;
  }

  private void startConnector() throws Exception {
    databases.publish(
        OutboxConnector.PUBLICATION,
        options.services().stream().map(ServiceDefinition::schema).distinct().toList());
    connect
        .api()
        .configure(
            OutboxConnector.NAME,
            OutboxConnector.configuration(
                OutboxConnector.template(paths.root()), connectorValues()));
    Await.until(
        connect.child(),
        "reading the services' events",
        STREAMING_MAX,
        () -> databases.slot(OutboxConnector.SLOT).active());
    progress.say("events flow from PostgreSQL to Kafka");
  }

  private Map<String, String> connectorValues() {
    return Map.of(
        "DATABASE_HOST",
        "127.0.0.1",
        "DATABASE_PORT",
        Integer.toString(ports.postgres()),
        "DATABASE_NAME",
        Databases.DATABASE,
        "DATABASE_USER",
        Databases.CONNECT_ROLE,
        "DATABASE_PASSWORD",
        "${file:" + paths.databasePasswords() + ":" + Databases.CONNECT_ROLE + "}",
        "TOPIC_PREFIX",
        topicPrefix());
  }

  private void startFleet() throws IOException, InterruptedException {
    if (options.hasFleet()) {
      supervisor.start(
          Supervisor.Stage.FLEET,
          Fleet.spec(paths.root(), paths.logs(), fleet()),
          options.restartPolicy());
      progress.say(options.fleetHosts() + " simulated hosts are starting");
    }
  }

  private Fleet.Settings fleet() {
    return new Fleet.Settings(
        options.fleetHosts(),
        report.agentsUrl(),
        certificate.certificateFile(),
        paths.enrollSecret(),
        paths.fleet());
  }

  private ServiceEnvironment environment() {
    return new ServiceEnvironment(
        ports.services(),
        schema -> postgres.jdbcUrl(Databases.DATABASE) + "?currentSchema=" + schema,
        this::databasePassword,
        kafka.bootstrap(),
        topicPrefix(),
        options.plainAgents() ? Optional.empty() : Optional.of(certificate),
        adminPassword,
        paths.signingKey(),
        paths.releases());
  }

  private String databasePassword(String schema) {
    try {
      return databases.password(schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String topicPrefix() {
    return topics.prefix();
  }

  private String adminPassword() throws IOException {
    var given = System.getenv("MIMIR_ADMIN_PASSWORD");
    if (given != null && !given.isBlank()) {
      SecretFile.write(paths.adminPassword(), given + "\n");
      return given;
    }
    return SecretFile.readOrCreate(paths.adminPassword());
  }
}
