package mimir.testing;

import java.util.Map;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Containers; Testcontainers removes them when this JVM is gone. */
final class ContainerServers implements Servers {
  private static final String POSTGRES_IMAGE = "postgres:18";
  private static final String KAFKA_IMAGE = "apache/kafka:4.1.1";

  @Override
  @SuppressWarnings("resource") // It lives as long as the JVM.
  public Map<String, String> startPostgres() {
    var container =
        new PostgreSQLContainer(POSTGRES_IMAGE)
            .withUsername("postgres")
            .withCommand(
                "postgres",
                "-c",
                "fsync=off",
                "-c",
                "wal_level=logical",
                "-c",
                "max_connections=200");
    container.start();
    var url =
        "jdbc:postgresql://%s:%d/"
            .formatted(
                container.getHost(), container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT));
    return Map.of(URL, url, USER, container.getUsername(), PASSWORD, container.getPassword());
  }

  @Override
  @SuppressWarnings("resource") // It lives as long as the JVM.
  public Map<String, String> startKafka() {
    var container =
        new KafkaContainer(KAFKA_IMAGE).withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    container.start();
    return Map.of(BOOTSTRAP, container.getBootstrapServers());
  }
}
