package mimir.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** A poll's worth of records, as a consumer gets them. */
public final class Batch {
  private final String topic;
  private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

  public Batch(String topic) {
    this.topic = topic;
  }

  /** The messages, each as an event of its own. */
  public static <T> ConsumerRecords<String, byte[]> of(MessageCodec<T> codec, List<T> messages) {
    var batch = new Batch("test");
    messages.forEach(message -> batch.with(UUID.randomUUID(), codec, message));
    return batch.records();
  }

  public <T> Batch with(UUID id, MessageCodec<T> codec, T message) {
    return with(id.toString(), codec.typeOf(message), codec.encode(message));
  }

  public Batch with(String id, String type, byte[] value) {
    var one = new ConsumerRecord<>(topic, 0, (long) records.size(), "key", value);
    one.headers().add("ce_id", id.getBytes(UTF_8));
    one.headers().add("ce_type", type.getBytes(UTF_8));
    records.add(one);
    return this;
  }

  public ConsumerRecords<String, byte[]> records() {
    return new ConsumerRecords<>(
        Map.of(new TopicPartition(topic, 0), List.copyOf(records)), Map.of());
  }
}
