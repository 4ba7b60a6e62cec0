package mimir.contracts.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import mimir.contracts.MessageCodec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/**
 * Turns a batch of records into effects, each message once: the inbox rows and the effects commit
 * together. What fails is retried in place with a growing pause, so the channel waits and nothing
 * is skipped; only bytes that nobody could have written go to the dead-letter topic.
 */
@ApplicationScoped
public class Inbox {
  private static final Logger LOG = Logger.getLogger(Inbox.class);

  private static final String ADMIT =
      """
      INSERT INTO inbox (consumer, message_id, taken_at)
      SELECT :consumer, id, :now
      FROM unnest(:ids) AS id
      ON CONFLICT DO NOTHING
      RETURNING message_id
      """;

  private static final TypedGuard<Void> UNTIL_IT_WORKS =
      TypedGuard.create(Void.class)
          .withRetry()
          .maxRetries(-1)
          .maxDuration(0, ChronoUnit.MILLIS)
          .delay(200, ChronoUnit.MILLIS)
          .jitter(100, ChronoUnit.MILLIS)
          .onRetry(() -> LOG.warn("a batch failed and is tried again"))
          .withExponentialBackoff()
          .maxDelay(10, ChronoUnit.SECONDS)
          .done()
          .done()
          .build();

  private final RecordReader reader;
  private final DeadLetters deadLetters;
  private final Jdbi jdbi;
  private final InstantSource clock;

  Inbox(RecordReader reader, DeadLetters deadLetters, Jdbi jdbi, InstantSource clock) {
    this.reader = reader;
    this.deadLetters = deadLetters;
    this.jdbi = jdbi;
    this.clock = clock;
  }

  /**
   * Gives the messages of the batch that this consumer has not taken yet to {@code effects}, in one
   * transaction with the note that they were taken.
   */
  public <T> void take(
      String consumer,
      ConsumerRecords<String, byte[]> batch,
      MessageCodec<T> codec,
      Consumer<List<Received<T>>> effects) {
    take(consumer, batch, codec, _ -> true, effects);
  }

  /** As the other, of those messages that the consumer wants; of others nothing is noted. */
  public <T> void take(
      String consumer,
      ConsumerRecords<String, byte[]> batch,
      MessageCodec<T> codec,
      Predicate<T> wanted,
      Consumer<List<Received<T>>> effects) {
    // Decoding is tried again too: it waits for the broker when it buries a dead letter.
    persistently(
        consumer,
        () -> {
          List<Received<T>> messages =
              decode(batch, codec).stream()
                  .filter(received -> wanted.test(received.message()))
                  .toList();
          if (!messages.isEmpty()) {
            QuarkusTransaction.requiringNew()
                .run(
                    () -> {
                      var fresh = unseen(consumer, messages);
                      if (!fresh.isEmpty()) {
                        effects.accept(fresh);
                      }
                    });
          }
        });
  }

  /**
   * As {@link #take} without the note: for effects that a natural unique key makes idempotent, and
   * for those that must be done again on a redelivery.
   */
  public <T> void repeatable(
      String consumer,
      ConsumerRecords<String, byte[]> batch,
      MessageCodec<T> codec,
      Consumer<List<Received<T>>> effects) {
    persistently(
        consumer,
        () -> {
          List<Received<T>> messages = decode(batch, codec);
          if (!messages.isEmpty()) {
            effects.accept(messages);
          }
        });
  }

  /**
   * The first half of {@link #repeatable}, for one record; empty when it is no message for this
   * version, and once it is buried.
   */
  public <T> Optional<Received<T>> read(
      String consumer, ConsumerRecord<String, byte[]> record, MessageCodec<T> codec) {
    try {
      return reader.read(record, codec);
    } catch (MessageCodec.Undecodable e) {
      persistently(consumer, () -> deadLetters.bury(record, e.getMessage()));
      return Optional.empty();
    }
  }

  /** The second half of {@link #repeatable}. */
  public void untilItWorks(String consumer, Runnable effects) {
    persistently(consumer, effects);
  }

  /** As {@link #repeatable}, for a reader that takes every type by its headers. */
  public <T> void raw(
      String consumer,
      ConsumerRecords<String, byte[]> batch,
      RawMessage.Reading<T> reading,
      Consumer<List<T>> effects) {
    persistently(
        consumer,
        () -> {
          List<T> messages = read(batch, reading);
          if (!messages.isEmpty()) {
            effects.accept(messages);
          }
        });
  }

  private <T> List<T> read(ConsumerRecords<String, byte[]> batch, RawMessage.Reading<T> reading) {
    var messages = new ArrayList<T>(batch.count());
    for (ConsumerRecord<String, byte[]> record : batch) {
      // A tombstone says that a key is forgotten, not that something happened.
      if (record.value() != null) {
        var raw = RecordReader.raw(record);
        try {
          if (raw.type() == null) {
            throw new IOException("no ce_type header");
          }
          messages.add(reading.read(raw));
        } catch (IOException e) {
          deadLetters.bury(
              record, raw.type() == null ? e.getMessage() : raw.type() + ": " + reason(e));
        }
      }
    }
    return messages;
  }

  /** Never the message of a parser: it quotes what it could not read. */
  private static String reason(IOException e) {
    return e instanceof JsonProcessingException ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void persistently(String consumer, Runnable work) {
    try {
      UNTIL_IT_WORKS.call(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) {
              LOG.errorf(e, "%s could not take a batch", consumer);
              throw e;
            }
            return null;
          });
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private <T> List<Received<T>> decode(
      ConsumerRecords<String, byte[]> batch, MessageCodec<T> codec) {
    var messages = new ArrayList<Received<T>>(batch.count());
    for (ConsumerRecord<String, byte[]> record : batch) {
      try {
        reader.read(record, codec).ifPresent(messages::add);
      } catch (MessageCodec.Undecodable e) {
        deadLetters.bury(record, e.getMessage());
      }
    }
    return messages;
  }

  private <T> List<Received<T>> unseen(String consumer, List<Received<T>> messages) {
    UUID[] ids = messages.stream().map(Received::id).distinct().toArray(UUID[]::new);
    Set<UUID> admitted =
        new HashSet<>(
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(ADMIT)
                        .bind("consumer", consumer)
                        .bind("now", clock.instant())
                        .bindArray("ids", UUID.class, (Object[]) ids)
                        .mapTo(UUID.class)
                        .list()));
    // remove(), not contains(): the same id twice in one batch counts once.
    return messages.stream().filter(message -> admitted.remove(message.id())).toList();
  }
}
