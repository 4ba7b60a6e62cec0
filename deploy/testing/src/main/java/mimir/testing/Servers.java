package mimir.testing;

import java.util.Map;

/** How PostgreSQL and Kafka are provided; each is asked once in a JVM. */
interface Servers {
  /** The keys of what {@link #startPostgres} answers; the URL ends before the database's name. */
  String URL = "url";

  String USER = "user";
  String PASSWORD = "password";

  /** The key of what {@link #startKafka} answers. */
  String BOOTSTRAP = "bootstrap";

  Map<String, String> startPostgres() throws Exception;

  Map<String, String> startKafka() throws Exception;

  /** Embedded unless {@code -Dinfra=containers}. */
  static Servers chosen() {
    var wanted = System.getProperty("infra", "");
    // The build passes the property on unfilled when nobody has set it.
    if (wanted.isBlank() || wanted.startsWith("${")) {
      return new EmbeddedServers();
    }
    return switch (wanted) {
      case "embedded" -> new EmbeddedServers();
      case "containers" -> new ContainerServers();
      default ->
          throw new IllegalArgumentException(
              "infra is " + wanted + ", but only embedded and containers are known");
    };
  }
}
