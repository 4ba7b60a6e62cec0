package mimir.contracts.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import mimir.contracts.flag.FlagEvent;
import mimir.contracts.flag.FlagEvent.FlagFlipped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Records as a consumer gets them, and real ones of a topic. */
final class Records {
  static final String FLIPPED = "mimir.flag.flipped.v1";

  private Records() {}

  static byte[] flip(String key, boolean enabled) {
    return FlagEvent.CODEC.encode(new FlagFlipped(key, enabled, "alice"));
  }

  static ConsumerRecord<String, byte[]> record(
      String topic, long offset, UUID id, String key, String type, byte[] value) {
    return new ConsumerRecord<>(
        topic,
        0,
        offset,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        headers(id, type),
        Optional.empty());
  }

  static ConsumerRecords<String, byte[]> batch(List<ConsumerRecord<String, byte[]>> records) {
    return new ConsumerRecords<>(
        Map.of(new TopicPartition(records.getFirst().topic(), 0), records), Map.of());
  }

  static void produce(String bootstrap, String topic, String key, String type, byte[] value)
      throws ExecutionException, InterruptedException {
    var settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(topic, 0, key, value, headers(UUID.randomUUID(), type)))
          .get();
    }
  }

  /** What the topic holds now. */
  static List<ConsumerRecord<String, byte[]>> all(String bootstrap, String topic) {
    var settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    var read = new ArrayList<ConsumerRecord<String, byte[]>>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      var partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      }
    }
    return read;
  }

  private static RecordHeaders headers(UUID id, String type) {
    var headers = new RecordHeaders();
    headers.add("ce_id", id.toString().getBytes(UTF_8));
    if (type != null) {
      headers.add("ce_type", type.getBytes(UTF_8));
    }
    return headers;
  }
}
