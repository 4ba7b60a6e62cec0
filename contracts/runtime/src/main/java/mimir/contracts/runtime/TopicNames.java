package mimir.contracts.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Full topic names, and what this service calls itself in CloudEvents. */
@ApplicationScoped
public class TopicNames {
  private final String prefix;
  private final String application;

  TopicNames(
      @ConfigProperty(name = "mimir.topic-prefix", defaultValue = "mimir-") String prefix,
      @ConfigProperty(name = "quarkus.application.name") String application) {
    this.prefix = prefix;
    this.application = application;
  }

  public String of(String topic) {
    return prefix + topic;
  }

  /** The {@code ce_source} of what this service writes. */
  public String source() {
    return "/mimir/" + application;
  }
}
