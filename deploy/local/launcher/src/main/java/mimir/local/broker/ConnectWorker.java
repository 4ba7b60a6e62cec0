package mimir.local.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import mimir.local.process.Await;
import mimir.local.process.Child;
import mimir.local.process.ChildSpec;

/** A running Connect worker; its state is in Kafka, the folder holds only its configuration. */
public final class ConnectWorker {
  private static final Duration START_MAX = Duration.ofSeconds(90);

  private final Child child;
  private final ConnectApi api;

  private ConnectWorker(Child child, ConnectApi api) {
    this.child = child;
    this.api = api;
  }

  /**
   * Where and how.
   *
   * @param directory what the connector may read secrets from
   */
  public record Settings(Path directory, Path log, int port, String bootstrap) {
    public Settings {
      directory = directory.toAbsolutePath().normalize();
    }
  }

  /** Returns at once; {@link #awaitReady} waits. */
  public static ConnectWorker start(KafkaHome home, Settings settings)
      throws IOException, InterruptedException {
    return of(Child.start(spec(home, settings)), settings);
  }

  /** How to start it, for whoever starts it again when it dies; what it reads is written here. */
  public static ChildSpec spec(KafkaHome home, Settings settings) throws IOException {
    Files.createDirectories(settings.directory());
    var file = settings.directory().resolve("worker.properties");
    Files.writeString(file, properties(home, settings));
    return new ChildSpec("connect", home.command("ConnectNode", file.toString()), settings.log());
  }

  /** One that was started with these settings. */
  public static ConnectWorker of(Child child, Settings settings) {
    return new ConnectWorker(child, new ConnectApi(settings.port()));
  }

  public void awaitReady() throws InterruptedException {
    Await.until(child, "ready", START_MAX, api::answers);
  }

  public Child child() {
    return child;
  }

  public ConnectApi api() {
    return api;
  }

  private static String properties(KafkaHome home, Settings settings) {
    return """
    bootstrap.servers=%1$s
    group.id=connect-outbox
    listeners=http://127.0.0.1:%2$d
    plugin.path=%3$s
    plugin.discovery=service_load
    key.converter=org.apache.kafka.connect.storage.StringConverter
    value.converter=org.apache.kafka.connect.storage.StringConverter
    header.converter=org.apache.kafka.connect.storage.StringConverter
    config.storage.topic=_connect_configs
    config.storage.replication.factor=1
    offset.storage.topic=_connect_offsets
    offset.storage.replication.factor=1
    offset.storage.partitions=1
    offset.flush.interval.ms=1000
    status.storage.topic=_connect_status
    status.storage.replication.factor=1
    status.storage.partitions=1
    exactly.once.source.support=enabled
    # One worker: nobody else could take over, so there is nothing to wait for.
    scheduled.rebalance.max.delay.ms=0
    session.timeout.ms=6000
    heartbeat.interval.ms=2000
    connector.client.config.override.policy=All
    topic.creation.enable=false
    # The connector names its password by file and key, so Kafka and the REST API never see it.
    config.providers=file
    config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
    config.providers.file.param.allowed.paths=%4$s
    """
        .formatted(settings.bootstrap(), settings.port(), home.plugins(), settings.directory());
  }
}
