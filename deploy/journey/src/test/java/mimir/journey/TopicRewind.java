package mimir.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** Kills all services, and lets them begin again with the first record of every topic. */
final class TopicRewind implements AutoCloseable {
  private static final String GROUPS = "mimir-";

  private final LocalSystem local;
  private final Admin admin;
  private final Map<String, Map<TopicPartition, Long>> before = new TreeMap<>();

  TopicRewind(LocalSystem local) {
    this.local = local;
    this.admin = Admin.create(Map.of("bootstrap.servers", local.kafka()));
  }

  @Override
  public void close() {
    admin.close();
  }

  /** How many records are read again by all groups together. */
  long everything() {
    groups().forEach(group -> before.put(group, committed(group)));
    local
        .processes(
            local
                .status()
                .get("services")
                .valueStream()
                .map(service -> service.get("name").asText())
                .filter(name -> name.contains("-service"))
                .toList())
        .forEach(ProcessHandle::destroyForcibly);
    // Before they are back: a start takes seconds.
    long again = 0;
    for (Map.Entry<String, Map<TopicPartition, Long>> group : before.entrySet()) {
      Map<TopicPartition, Long> begins = earliest(group.getValue().keySet());
      rewind(group.getKey(), begins);
      again +=
          group.getValue().entrySet().stream()
              .mapToLong(each -> each.getValue() - begins.get(each.getKey()))
              .sum();
    }
    return again;
  }

  /** Until every group is where it was. */
  void awaitRead() {
    await()
        .atMost(Patience.LONG)
        .untilAsserted(
            () ->
                before.forEach(
                    (group, was) ->
                        assertThat(committed(group))
                            .as(group)
                            .allSatisfy(
                                (partition, offset) ->
                                    assertThat(offset)
                                        .isGreaterThanOrEqualTo(was.getOrDefault(partition, 0L)))));
  }

  private Collection<String> groups() {
    return get(admin.listGroups().all()).stream()
        .map(GroupListing::groupId)
        .filter(group -> group.startsWith(GROUPS))
        .sorted()
        .toList();
  }

  /** Its dead members count as members until their sessions are over, unless they are removed. */
  private void rewind(String group, Map<TopicPartition, Long> begins) {
    Map<TopicPartition, OffsetAndMetadata> to =
        begins.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, each -> new OffsetAndMetadata(each.getValue())));
    await()
        .atMost(Patience.LONG)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              try {
                admin
                    .removeMembersFromConsumerGroup(
                        group, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
                admin.alterConsumerGroupOffsets(group, to).all().get();
                return true;
              } catch (ExecutionException e) {
                if (e.getCause() instanceof GroupNotEmptyException
                    || e.getCause() instanceof UnknownMemberIdException) {
                  return false;
                }
                throw e;
              }
            });
  }

  private Map<TopicPartition, Long> committed(String group) {
    return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .entrySet()
        .stream()
        .filter(each -> each.getValue() != null)
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  private Map<TopicPartition, Long> earliest(Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream()
            .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.earliest()));
    return get(admin.listOffsets(asked).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
