package mimir.campaign.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Events as the outbox connector publishes them. */
final class Told {
  private final String topic;
  private long offset;

  /** A topic that exists, with its dead letters. */
  Told(String topic) {
    this.topic = topic;
  }

  ConsumerRecord<String, byte[]> event(
      UUID id, String time, String actor, String type, String payload) {
    var record =
        new ConsumerRecord<>(
            topic, 0, offset++, "the-key", payload == null ? null : payload.getBytes(UTF_8));
    header(record, "ce_id", id.toString());
    header(record, "ce_time", time);
    header(record, "ce_type", type);
    header(record, "ce_source", "/mimir/flag-service");
    header(record, "ce_subject", "the-subject");
    // As the connector does for an event without an actor: the header is there and empty.
    header(record, "ce_actor", actor);
    return record;
  }

  /** With a key and headers of another's making; what is null is not there. */
  ConsumerRecord<String, byte[]> odd(String key, String time, String header, String value) {
    var record = new ConsumerRecord<>(topic, 0, offset++, key, "{\"by\":\"eve\"}".getBytes(UTF_8));
    header(record, "ce_id", UUID.randomUUID().toString());
    header(record, "ce_time", time);
    if (!"ce_type".equals(header)) {
      header(record, "ce_type", "mimir.zebra.seen.v1");
    }
    if (header != null) {
      header(record, header, value);
    }
    return record;
  }

  static ConsumerRecords<String, byte[]> batch(List<ConsumerRecord<String, byte[]>> records) {
    return new ConsumerRecords<>(
        Map.of(new TopicPartition(records.getFirst().topic(), 0), records), Map.of());
  }

  private static void header(ConsumerRecord<String, byte[]> record, String name, String value) {
    record.headers().add(name, value == null ? null : value.getBytes(UTF_8));
  }
}
