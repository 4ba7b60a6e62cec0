package mimir.local.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import mimir.local.process.Await;
import mimir.local.process.Child;
import mimir.local.process.ChildSpec;
import org.apache.kafka.clients.admin.Admin;

/** A running Kafka broker with its data in a folder of ours. */
public final class KafkaBroker {
  private static final String PROGRAM = "KafkaNode";
  private static final Duration START_MAX = Duration.ofMinutes(1);

  private final Child child;
  private final KafkaHome home;
  private final String bootstrap;

  private KafkaBroker(Child child, KafkaHome home, String bootstrap) {
    this.child = child;
    this.home = home;
    this.bootstrap = bootstrap;
  }

  /** Where and how. */
  public record Settings(Path directory, Path log, int port, int controllerPort) {
    public Settings {
      directory = directory.toAbsolutePath().normalize();
    }
  }

  /** Returns when the broker answers. */
  public static KafkaBroker start(KafkaHome home, Settings settings)
      throws IOException, InterruptedException {
    Files.createDirectories(settings.directory());
    var file = settings.directory().resolve("server.properties");
    Files.writeString(file, properties(settings));
    var child =
        Child.start(new ChildSpec("kafka", home.command(PROGRAM, file.toString()), settings.log()));
    var broker = new KafkaBroker(child, home, "127.0.0.1:" + settings.port());
    Await.until(child, "ready", START_MAX, broker::answers);
    return broker;
  }

  public Child child() {
    return child;
  }

  public String bootstrap() {
    return bootstrap;
  }

  /** For data that nobody will miss: no orderly end, except where it makes later starts quicker. */
  public void discard() throws InterruptedException {
    if (home.hasArchive(PROGRAM)) {
      child.kill();
    } else {
      child.askToStop();
      child.awaitStop(Duration.ofSeconds(15));
    }
  }

  private boolean answers() throws Exception {
    if (!TcpPort.accepts(bootstrap)) {
      return false;
    }
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", bootstrap,
            "request.timeout.ms", 2_000,
            "default.api.timeout.ms", 3_000);
    try (var admin = Admin.create(settings)) {
      return !admin.describeCluster().nodes().get().isEmpty();
    }
  }

  private static String properties(Settings settings) {
    return """
    process.roles=broker,controller
    node.id=1
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
    controller.listener.names=CONTROLLER
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
    controller.quorum.voters=1@127.0.0.1:%2$d
    log.dirs=%3$s
    # Topics are declared in deploy/topics.yaml; a misspelt one must not come to life.
    auto.create.topics.enable=false
    num.partitions=1
    default.replication.factor=1
    min.insync.replicas=1
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    transaction.state.log.num.partitions=4
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    share.coordinator.state.topic.num.partitions=4
    group.initial.rebalance.delay.ms=0
    num.network.threads=2
    num.io.threads=4
    # The default is half of our heap.
    log.cleaner.dedupe.buffer.size=8388608
    log.segment.bytes=134217728
    # A killed writer's open transaction must not hold up readers for a minute.
    transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
    # After a kill -9 the broker may register again only when its old session is over.
    broker.session.timeout.ms=3000
    broker.heartbeat.interval.ms=500
    """
        .formatted(settings.port(), settings.controllerPort(), settings.directory().resolve("log"));
  }
}
