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

  // Ids in the order of the messages, which is that of their rows.
  private static final String PUBLISH_ALL =
      """
      INSERT INTO event (id, topic, message_key, type, source, subject, at, traceparent, payload)
      SELECT id, :topic, key, type, :source, key, :at, traceparent, payload
      FROM unnest(:ids, :keys, :types, :traceparents, :payloads)
          AS message (id, key, type, traceparent, payload)
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

  /**
   * A message of some that are published together.
   *
   * @param traceparent the trace that it is part of; null for none
   */
  public record Message<T>(String key, T message, String traceparent) {}

  /** As {@link #publish(String, String, MessageCodec, Object)} of each, in one statement. */
  @Transactional(Transactional.TxType.MANDATORY)
  public <T> void publish(String topic, MessageCodec<T> codec, List<Message<T>> messages) {
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(PUBLISH_ALL)
                .bind("topic", topics.of(topic))
                .bind("source", topics.source())
                .bind("at", clock.instant())
                .bindArray("ids", UUID.class, messages.stream().map(_ -> Ids.next()).toList())
                .bindArray("keys", String.class, messages.stream().map(Message::key).toList())
                .bindArray(
                    "types",
                    String.class,
                    messages.stream().map(each -> codec.typeOf(each.message())).toList())
                .bindArray(
                    "traceparents",
                    String.class,
                    messages.stream().map(Message::traceparent).toArray())
                .bindArray(
                    "payloads",
                    String.class,
                    messages.stream().map(each -> codec.encodeText(each.message())).toList())
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
