package mimir.contracts.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Kafka records to messages: CloudEvents headers in binary mode, JSON by the topic's codec. */
@ApplicationScoped
class RecordReader {
  private final MeterRegistry metrics;

  RecordReader(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** Empty for tombstones and for types that this version does not know; those are counted. */
  <T> Optional<Received<T>> read(ConsumerRecord<String, byte[]> record, MessageCodec<T> codec)
      throws MessageCodec.Undecodable {
    if (record.value() == null) {
      return Optional.empty();
    }
    Optional<T> message = codec.decode(header(record, "ce_type"), record.value());
    if (message.isEmpty()) {
      metrics.counter("mimir.messages.unrecognised", "topic", record.topic()).increment();
      return Optional.empty();
    }
    return Optional.of(
        new Received<>(
            id(record), record.key(), at(record), header(record, "traceparent"), message.get()));
  }

  /** By its headers alone; the type is null when there is none. */
  static RawMessage raw(ConsumerRecord<String, byte[]> record) {
    return new RawMessage(
        id(record),
        record.key(),
        at(record),
        header(record, "ce_type"),
        header(record, "ce_source"),
        header(record, "ce_subject"),
        header(record, "ce_actor"),
        record.value());
  }

  private static UUID id(ConsumerRecord<String, byte[]> record) {
    var text = header(record, "ce_id");
    try {
      if (text != null) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException e) {
      // Falls through: a foreign id still identifies the record, by its bytes.
    }
    var place = text != null ? text : record.topic() + record.partition() + ":" + record.offset();
    return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
  }

  private static Instant at(ConsumerRecord<String, byte[]> record) {
    var text = header(record, "ce_time");
    try {
      if (text != null) {
        return OffsetDateTime.parse(text).toInstant();
      }
    } catch (DateTimeException e) {
      // Falls through: the record's own time is close.
    }
    return Instant.ofEpochMilli(record.timestamp());
  }

  static String header(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    if (header == null || header.value() == null || header.value().length == 0) {
      return null;
    }
    return new String(header.value(), StandardCharsets.UTF_8);
  }
}
