package mimir.contracts.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import mimir.contracts.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** Puts undecodable bytes where people find them, with the reason and the place they came from. */
@ApplicationScoped
class DeadLetters {
  private static final Logger LOG = Logger.getLogger(DeadLetters.class);

  private final MutinyEmitter<byte[]> emitter;
  private final MeterRegistry metrics;

  DeadLetters(@Channel("dead-letters") MutinyEmitter<byte[]> emitter, MeterRegistry metrics) {
    this.emitter = emitter;
    this.metrics = metrics;
  }

  /** Returns when the broker has it (acks=all). */
  void bury(ConsumerRecord<String, byte[]> record, String reason) {
    LOG.warnf(
        "dead letter from %s-%d@%d: %s",
        record.topic(), record.partition(), record.offset(), reason);
    var headers = new RecordHeaders(record.headers());
    headers.add("reason", bytes(reason));
    headers.add("source_topic", bytes(record.topic()));
    headers.add("source_partition", bytes(Integer.toString(record.partition())));
    headers.add("source_offset", bytes(Long.toString(record.offset())));
    emitter.sendMessageAndAwait(
        Message.of(record.value())
            .addMetadata(
                OutgoingKafkaRecordMetadata.<String>builder()
                    .withTopic(Topics.dead(record.topic()))
                    .withKey(record.key())
                    .withHeaders(headers)
                    .build()));
    metrics.counter("mimir.messages.dead", "topic", record.topic()).increment();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
