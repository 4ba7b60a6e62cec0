package mimir.contracts.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mimir.contracts.MessageCodec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Follows all partitions of a topic without a consumer group, so that every replica sees every
 * message; ready once it has read what was there when it started. When Kafka is away the last known
 * state holds and reading goes on where it stopped.
 */
public final class TopicFollower implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Where a follower starts. */
  public enum From {
    /** The whole topic: for compacted topics, whose content is the state. */
    BEGINNING,
    /** What comes from now on: the state until now is read elsewhere, after {@link #awaitReady}. */
    NOW
  }

  private final String topic;
  private final From from;
  private final Properties settings;
  private final Consumer<ConsumerRecord<String, byte[]>> handler;
  private final Thread thread;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile KafkaConsumer<String, byte[]> consumer;

  private TopicFollower(
      String topic,
      From from,
      Properties settings,
      Consumer<ConsumerRecord<String, byte[]>> handler) {
    this.topic = topic;
    this.from = from;
    this.settings = settings;
    this.handler = handler;
    this.thread = Thread.ofPlatform().daemon().name("follow-" + topic).unstarted(this::run);
  }

  static <T> TopicFollower start(
      String bootstrap,
      String topic,
      From from,
      RecordReader reader,
      MessageCodec<T> codec,
      Consumer<Received<T>> handler) {
    var settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    var follower =
        new TopicFollower(topic, from, settings, record -> hand(record, reader, codec, handler));
    follower.thread.start();
    return follower;
  }

  private static <T> void hand(
      ConsumerRecord<String, byte[]> record,
      RecordReader reader,
      MessageCodec<T> codec,
      Consumer<Received<T>> handler) {
    try {
      reader.read(record, codec).ifPresent(handler);
    } catch (MessageCodec.Undecodable e) {
      // Every replica reads this topic again at every start: a dead letter each time would be
      // noise.
      LOG.warnf("skipped %s-%d@%d: %s", record.topic(), record.partition(), record.offset(), e);
    }
  }

  public String topic() {
    return topic;
  }

  public boolean ready() {
    return caughtUp.getCount() == 0;
  }

  private void run() {
    while (!stopping()) {
      try (var opened =
          new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
        consumer = opened;
        follow(opened);
      } catch (WakeupException | InterruptException e) {
        // Closing.
      } catch (RuntimeException e) {
        // Also a handler's fault: a follower that ended silently would freeze what it feeds.
        LOG.warnf(e, "following %s failed, trying again", topic);
        pause();
      } finally {
        consumer = null;
      }
    }
  }

  private void follow(KafkaConsumer<String, byte[]> opened) {
    List<TopicPartition> partitions =
        opened.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new KafkaException("topic " + topic + " does not exist");
    }
    opened.assign(partitions);
    // After a failure a follower from NOW must not miss what came meanwhile: it reads all again.
    if (from == From.NOW && !ready()) {
      opened.seekToEnd(partitions);
      partitions.forEach(opened::position);
    } else {
      opened.seekToBeginning(partitions);
    }
    Map<TopicPartition, Long> ends = opened.endOffsets(partitions);
    while (!stopping()) {
      if (!ready()
          && partitions.stream().allMatch(each -> opened.position(each) >= ends.get(each))) {
        caughtUp.countDown();
        LOG.infof("followed %s to its end", topic);
      }
      opened.poll(POLL).forEach(handler);
    }
  }

  /** Waits until what was on the topic at the start has been handed over. */
  public void awaitReady() throws InterruptedException {
    caughtUp.await();
  }

  private boolean stopping() {
    return stop.getCount() == 0;
  }

  private void pause() {
    try {
      boolean _ = stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
  }

  @Override
  public void close() {
    stop.countDown();
    var open = consumer;
    if (open != null) {
      open.wakeup();
    }
  }
}
