package mimir.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows the alerts from the topic's end, and notes how long each host's was awaited. */
final class AlertTap implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final Map<UUID, Long> awaited = new ConcurrentHashMap<>();
  private final Map<UUID, Long> early = new ConcurrentHashMap<>();
  private final Map<UUID, Boolean> known = new ConcurrentHashMap<>();
  private final Collection<Double> millis = new ConcurrentLinkedQueue<>();
  private final AtomicInteger doubled = new AtomicInteger();
  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread thread;
  private volatile boolean closing;

  AlertTap(String bootstrap, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread = Thread.ofPlatform().name("alert-tap").start(this::follow);
  }

  /** The host's alert counts from now on. */
  synchronized void await(UUID hostId) {
    long now = System.nanoTime();
    Long arrived = early.remove(hostId);
    if (arrived == null) {
      awaited.put(hostId, now);
    } else {
      // It came before the broker's word for the answer did.
      millis.add(0.0);
    }
  }

  private synchronized void arrived(UUID hostId) {
    if (known.put(hostId, true) != null) {
      doubled.incrementAndGet();
      return;
    }
    Long since = awaited.remove(hostId);
    if (since == null) {
      early.put(hostId, System.nanoTime());
    } else {
      millis.add((System.nanoTime() - since) / 1e6);
    }
  }

  int missing() {
    return awaited.size();
  }

  /** Alerts of a host that had one before. */
  int doubled() {
    return doubled.get();
  }

  /** Forgets what has arrived so far. */
  void reset() {
    millis.clear();
  }

  /** Milliseconds of each, in ascending order. */
  double[] sorted() {
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted;
  }

  private void follow() {
    while (!closing) {
      consumer.poll(POLL).forEach(record -> arrived(UUID.fromString(record.key())));
    }
    consumer.close();
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
