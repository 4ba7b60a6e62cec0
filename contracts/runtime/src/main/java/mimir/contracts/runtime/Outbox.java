package mimir.contracts.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import org.jdbi.v3.core.Jdbi;

/**
 * Publishes facts that belong to no stream (batches of assignments, of answers, the state of a
 * host): a row of the event table, in the caller's transaction.
 */
@ApplicationScoped
public class Outbox {

  private static final String PUBLISH =
      """
      INSERT INTO event (id, topic, message_key, type, source, subject, at, traceparent, payload)
      VALUES (:id, :topic, :key, :type, :source, :subject, :at, :traceparent, :payload)
      """;

  private static final String FORGET =
      """
      INSERT INTO event (id, topic, message_key, type, source, subject, at)
      SELECT gone.id, :topic, gone.key, 'mimir.tombstone', :source, gone.key, :at
      FROM unnest(:ids, :keys) AS gone (id, key)
      """;

  private final Jdbi jdbi;
  private final TopicNames topics;
  private final InstantSource clock;

  Outbox(Jdbi jdbi, TopicNames topics, InstantSource clock) {
    this.jdbi = jdbi;
    this.topics = topics;
    this.clock = clock;
  }

  @Transactional(Transactional.TxType.MANDATORY)
  public <T> void publish(String topic, String key, MessageCodec<T> codec, T message) {
    publish(topic, key, codec, message, Trace.current());
  }

  /** As the other, but as part of the trace that is given (or of none, when null). */
  @Transactional(Transactional.TxType.MANDATORY)
  public <T> void publish(
      String topic, String key, MessageCodec<T> codec, T message, String traceparent) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(PUBLISH)
                .bind("id", Ids.next())
                .bind("topic", topics.of(topic))
                .bind("key", key)
                .bind("type", codec.typeOf(message))
                .bind("source", topics.source())
                .bind("subject", key)
                .bind("at", clock.instant())
                .bind("traceparent", traceparent)
                .bind("payload", codec.encodeText(message))
                .execute());
  }

  /** A tombstone for each key: a compacted topic forgets what it holds under it. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void forget(String topic, List<String> keys) {
    List<UUID> ids = keys.stream().map(_ -> Ids.next()).toList();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(FORGET)
                .bind("topic", topics.of(topic))
                .bind("source", topics.source())
                .bind("at", clock.instant())
                .bindArray("ids", UUID.class, ids)
                .bindArray("keys", String.class, keys)
                .execute());
  }
}
