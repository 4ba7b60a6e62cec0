package mimir.dispatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import mimir.contracts.MessageCodec;
import mimir.contracts.runtime.Ids;
import mimir.contracts.runtime.TopicNames;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * What dispatch-service writes to Kafka itself: results, agents, dispatch-work. A completed future
 * means that the message is durable (acks=all). Rows of hosts never pass through the outbox.
 */
@ApplicationScoped
public class Outlet {
  private static final Logger LOG = Logger.getLogger(Outlet.class);

  private final KafkaProducer<String, byte[]> producer;
  private final KafkaClientMetrics metrics;
  private final TopicNames topics;
  private final InstantSource clock;

  Outlet(
      @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap,
      TopicNames topics,
      InstantSource clock,
      MeterRegistry registry) {
    this.topics = topics;
    this.clock = clock;
    var settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    // An agent waits for each: batches form by themselves while requests are on their way.
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(16 * 1024 * 1024));
    // osquery gives up after 16 s: by then it must have been told to keep its results.
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "8000");
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "6000");
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000");
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    this.metrics = new KafkaClientMetrics(producer);
    metrics.bindTo(registry);
  }

  public <T> CompletableFuture<Void> send(
      String topic, String key, MessageCodec<T> codec, T message, String traceparent) {
    var record = new ProducerRecord<>(topics.of(topic), key, codec.encode(message));
    header(record, "ce_specversion", "1.0");
    header(record, "ce_id", Ids.next().toString());
    header(record, "ce_type", codec.typeOf(message));
    header(record, "ce_source", topics.source());
    header(record, "ce_subject", key);
    header(record, "ce_time", clock.instant().toString());
    header(record, "content-type", "application/json");
    if (traceparent != null) {
      header(record, "traceparent", traceparent);
    }
    var sent = new CompletableFuture<Void>();
    Future<RecordMetadata> _ =
        producer.send(
            record,
            (_, failure) -> {
              if (failure == null) {
                sent.complete(null);
              } else {
                sent.completeExceptionally(failure);
              }
            });
    return sent;
  }

  /** Sends and does not wait: for news that comes again when it is lost. A failure is logged. */
  public <T> void tell(String topic, String key, MessageCodec<T> codec, T message) {
    CompletableFuture<Void> _ =
        send(topic, key, codec, message, null)
            .exceptionally(
                failure -> {
                  LOG.warnf("%s was not told: %s", topic, failure.getMessage());
                  return null;
                });
  }

  private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  @PreDestroy
  void close() {
    metrics.close();
    producer.close(Duration.ofSeconds(5));
  }
}
