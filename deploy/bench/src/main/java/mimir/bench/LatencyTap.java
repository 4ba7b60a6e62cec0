package mimir.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Follows a topic from its end and notes how old each message is when it arrives. */
final class LatencyTap implements AutoCloseable {
  private final List<Long> millis = new CopyOnWriteArrayList<>();
  private final KafkaConsumer<String, String> consumer;
  private final Thread thread;
  private volatile boolean closing;

  LatencyTap(String bootstrap, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread = Thread.ofPlatform().name("latency-tap").start(this::follow);
  }

  List<Long> millis() {
    return millis;
  }

  private void follow() {
    while (!closing) {
      for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(50))) {
        var time =
            new String(record.headers().lastHeader("ce_time").value(), StandardCharsets.UTF_8);
        Instant recorded = OffsetDateTime.parse(time).toInstant();
        millis.add(Duration.between(recorded, Instant.now()).toMillis());
      }
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
