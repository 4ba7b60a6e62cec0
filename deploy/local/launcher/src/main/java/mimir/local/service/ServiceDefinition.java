package mimir.local.service;

import java.nio.file.Path;
import java.util.List;

/**
 * A service of Mimir.
 *
 * @param directory where its module is, below the checkout's root
 * @param schema its database schema, and the name of its login role
 * @param urlVariable how the gateway is told where it is; empty for the gateway itself
 */
public record ServiceDefinition(String name, String directory, String schema, String urlVariable) {

  public static final String GATEWAY = "gateway";
  public static final String DISPATCH = "dispatch-service";

  public static final List<ServiceDefinition> ALL =
      List.of(
          new ServiceDefinition("flag-service", "flag-service", "flag", "MIMIR_FLAG_URL"),
          new ServiceDefinition(
              "campaign-service", "campaign-service", "campaign", "MIMIR_CAMPAIGN_URL"),
          new ServiceDefinition(DISPATCH, "dispatch-service", "dispatch", "MIMIR_DISPATCH_URL"),
          new ServiceDefinition("ingest-service", "ingest-service", "ingest", "MIMIR_INGEST_URL"),
          new ServiceDefinition(
              "osquery-release-service", "osquery-release-service", "release", "MIMIR_RELEASE_URL"),
          new ServiceDefinition(GATEWAY, "deploy/gateway", "gateway", ""));

  /**
   * One more process of this service, on the same schema. The gateway knows the first one only;
   * agents may ask any.
   */
  public ServiceDefinition replica(int number) {
    return new ServiceDefinition(name + "-" + number, directory, schema, "");
  }

  /** Whether agents talk to it; true for replicas too. */
  public boolean hasAgents() {
    return directory.equals(DISPATCH);
  }

  public boolean isGateway() {
    return name.equals(GATEWAY);
  }

  Path jar(Path root) {
    return root.resolve(directory).resolve("target/quarkus-app/quarkus-run.jar");
  }
}
