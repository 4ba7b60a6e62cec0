package mimir.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Records as a consumer gets them, and real ones of a topic. */
public final class Kafka {
  private Kafka() {}

  /** A batch of one message; another call is another message. */
  public static <T> ConsumerRecords<String, byte[]> batch(MessageCodec<T> codec, T message) {
    return batch(codec.typeOf(message), codec.encode(message));
  }

  public static <T> ConsumerRecords<String, byte[]> batch(
      MessageCodec<T> codec, List<? extends T> messages) {
    return batch(
        messages.stream().map(each -> record(codec.typeOf(each), codec.encode(each))).toList());
  }

  public static ConsumerRecords<String, byte[]> batch(String type, byte[] value) {
    return batch(List.of(record(type, value)));
  }

  private static ConsumerRecords<String, byte[]> batch(
      List<ConsumerRecord<String, byte[]>> records) {
    return new ConsumerRecords<>(Map.of(new TopicPartition("topic", 0), records), Map.of());
  }

  private static ConsumerRecord<String, byte[]> record(String type, byte[] value) {
    var headers = new RecordHeaders();
    headers.add("ce_id", UUID.randomUUID().toString().getBytes(UTF_8));
    headers.add("ce_type", type.getBytes(UTF_8));
    return new ConsumerRecord<>(
        "topic", 0, 0, 0, TimestampType.CREATE_TIME, 0, 0, "key", value, headers, Optional.empty());
  }

  /** What the topic holds now for a key. */
  public static <T> List<T> all(String bootstrap, String topic, String key, MessageCodec<T> codec) {
    var settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    var read = new ArrayList<T>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          if (key.equals(record.key())) {
            read.add(message(record, codec));
          }
        }
      }
    }
    return read;
  }

  private static <T> T message(ConsumerRecord<String, byte[]> record, MessageCodec<T> codec) {
    var type = new String(record.headers().lastHeader("ce_type").value(), UTF_8);
    try {
      return codec.decode(type, record.value()).orElseThrow();
    } catch (MessageCodec.Undecodable e) {
      throw new AssertionError("undecodable on a topic of ours", e);
    }
  }
}
