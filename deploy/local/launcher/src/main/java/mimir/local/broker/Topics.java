package mimir.local.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Makes Kafka's topics equal to the declared ones: creates what is missing and sets what differs.
 * It never deletes one, and never changes a number of partitions, which would move keys.
 */
public final class Topics {
  private static final Duration VISIBLE_MAX = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Topics() {}

  /** Returns how many were created. */
  public static int ensure(String bootstrap, List<Topic> declared)
      throws InterruptedException, ExecutionException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      var present = admin.listTopics().names().get();
      var missing = declared.stream().filter(topic -> !present.contains(topic.name())).toList();
      create(admin, missing);
      awaitLeaders(admin, missing);
      align(admin, declared.stream().filter(topic -> present.contains(topic.name())).toList());
      return missing.size();
    }
  }

  private static void create(Admin admin, List<Topic> missing)
      throws InterruptedException, ExecutionException {
    var requests =
        missing.stream()
            .map(
                topic ->
                    new NewTopic(topic.name(), topic.partitions(), topic.replicas())
                        .configs(topic.settings()))
            .toList();
    for (var result : admin.createTopics(requests).values().values()) {
      try {
        result.get();
      } catch (ExecutionException e) {
        // Two starts side by side: the other one was first, with the same declaration.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  /** The controller says yes before the broker knows; a client that asks at once finds nothing. */
  private static void awaitLeaders(Admin admin, List<Topic> created)
      throws InterruptedException, ExecutionException {
    var names = created.stream().map(Topic::name).toList();
    var deadline = System.nanoTime() + VISIBLE_MAX.toNanos();
    while (!haveLeaders(admin, names)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("new topics have no leader yet: " + names);
      }
      Thread.sleep(PAUSE);
    }
  }

  private static boolean haveLeaders(Admin admin, List<String> names)
      throws InterruptedException, ExecutionException {
    try {
      return admin.describeTopics(names).allTopicNames().get().values().stream()
          .flatMap(topic -> topic.partitions().stream())
          .allMatch(partition -> partition.leader() != null && !partition.leader().isEmpty());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  private static void align(Admin admin, List<Topic> present)
      throws InterruptedException, ExecutionException {
    var byResource =
        present.stream()
            .collect(
                Collectors.toMap(
                    topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                    Function.identity()));
    var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
    admin
        .describeConfigs(byResource.keySet())
        .all()
        .get()
        .forEach(
            (resource, actual) -> {
              var differing = new ArrayList<AlterConfigOp>();
              byResource
                  .get(resource)
                  .settings()
                  .forEach(
                      (name, value) -> {
                        if (!value.equals(actual.get(name).value())) {
                          differing.add(
                              new AlterConfigOp(
                                  new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
                        }
                      });
              if (!differing.isEmpty()) {
                changes.put(resource, differing);
              }
            });
    if (!changes.isEmpty()) {
      admin.incrementalAlterConfigs(changes).all().get();
    }
  }
}
