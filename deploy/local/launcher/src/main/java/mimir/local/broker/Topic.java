package mimir.local.broker;

import java.util.Map;

/** A topic as it must be in Kafka, under its full name. */
public record Topic(String name, int partitions, short replicas, Map<String, String> settings) {
  public Topic {
    settings = Map.copyOf(settings);
  }

  public Topic withPartitions(int count) {
    return new Topic(name, count, replicas, settings);
  }
}
