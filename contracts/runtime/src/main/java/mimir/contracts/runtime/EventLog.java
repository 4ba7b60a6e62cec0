package mimir.contracts.runtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.MessageCodec;
import mimir.contracts.Refused;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.Update;

/**
 * Streams of events with an expected version, in the caller's transaction.
 *
 * <p>{@link #open} takes the stream's lock until the transaction ends, so two commands on one
 * aggregate decide one after the other; the unique key on (stream, version) holds even for a writer
 * that did not ask.
 */
@ApplicationScoped
public class EventLog {

  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':' || :stream, 0))
      """;

  private static final String READ =
      """
      SELECT id, version, type, at, actor, payload
      FROM event
      WHERE stream = :stream
      ORDER BY version
      """;

  private static final String HEAD =
      """
      SELECT version, chain_hash
      FROM event
      WHERE stream = :stream
      ORDER BY version DESC
      LIMIT 1
      """;

  private static final String APPEND =
      """
      INSERT INTO event (id, stream, version, topic, message_key, type, source, subject, at,
                         traceparent, payload, actor, chain_hash)
      VALUES (:id, :stream, :version, :topic, :key, :type, :source, :subject, :at,
              :traceparent, :payload, :actor, :chain_hash)
      ON CONFLICT ON CONSTRAINT one_event_per_version DO NOTHING
      """;

  /** Before the first event of a stream. */
  private static final byte[] NO_HASH = {};

  private static final int BATCH_MAX = 1_000;

  private final Jdbi jdbi;
  private final TopicNames topics;
  private final InstantSource clock;

  EventLog(Jdbi jdbi, TopicNames topics, InstantSource clock) {
    this.jdbi = jdbi;
    this.topics = topics;
    this.clock = clock;
  }

  /** Locks the stream until the end of the transaction, and reads it. */
  @Transactional(Transactional.TxType.MANDATORY)
  public <T> EventStream<T> open(String stream, MessageCodec<T> codec) {
    return jdbi.withHandle(
        handle -> {
          handle.createQuery(LOCK).bind("stream", stream).mapToMap().list();
          return read(handle, stream, codec);
        });
  }

  /** Reads the stream as it is committed, without a lock. */
  public <T> EventStream<T> read(String stream, MessageCodec<T> codec) {
    return jdbi.withHandle(handle -> read(handle, stream, codec));
  }

  private <T> EventStream<T> read(Handle handle, String stream, MessageCodec<T> codec) {
    List<Recorded<T>> events =
        handle
            .createQuery(READ)
            .bind("stream", stream)
            .map(
                (row, _) ->
                    new Recorded<>(
                        row.getObject("id", UUID.class),
                        row.getLong("version"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        decoded(codec, row.getString("type"), row.getString("payload"))))
            .list();
    return new EventStream<>(stream, events);
  }

  private static <T> T decoded(MessageCodec<T> codec, String type, String payload) {
    try {
      return codec
          .decode(type, payload.getBytes(StandardCharsets.UTF_8))
          .orElseThrow(() -> new IllegalStateException("event of a newer version: " + type));
    } catch (MessageCodec.Undecodable e) {
      throw new IllegalStateException("the event log holds an unreadable " + type, e);
    }
  }

  /** Where the events of an aggregate go, and who made them happen. */
  public record Destination(String topic, String key, String actor) {}

  /**
   * Appends behind {@code expectedVersion}.
   *
   * @return the events as they were recorded
   * @throws Refused {@code changed_meanwhile} when the stream is not at that version
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public <T> List<Recorded<T>> append(
      String stream,
      long expectedVersion,
      Destination destination,
      MessageCodec<T> codec,
      List<? extends T> events) {
    return jdbi.withHandle(
        handle -> {
          Head head = head(handle, stream);
          if (head.version() != expectedVersion) {
            throw changedMeanwhile(stream);
          }
          var recorded = new ArrayList<Recorded<T>>();
          byte[] previous = head.hash();
          long version = expectedVersion;
          for (T event : events) {
            version++;
            Update append = handle.createUpdate(APPEND);
            Bound bound = bind(append, stream, version, previous, destination, codec, event);
            if (append.execute() != 1) {
              throw changedMeanwhile(stream);
            }
            recorded.add(
                new Recorded<>(bound.id(), version, bound.at(), destination.actor(), event));
            previous = bound.hash();
          }
          return recorded;
        });
  }

  /** What was made for an event. */
  private record Bound(UUID id, Instant at, byte[] hash) {}

  private <T> Bound bind(
      SqlStatement<?> statement,
      String stream,
      long version,
      byte[] previous,
      Destination destination,
      MessageCodec<T> codec,
      T event) {
    var id = Ids.next();
    Instant at = clock.instant();
    var type = codec.typeOf(event);
    var payload = codec.encodeText(event);
    byte[] hash = ChainHash.of(previous, stream, version, id, type, at, payload);
    statement
        .bind("id", id)
        .bind("stream", stream)
        .bind("version", version)
        .bind("topic", topics.of(destination.topic()))
        .bind("key", destination.key())
        .bind("type", type)
        .bind("source", topics.source())
        .bind("subject", destination.key())
        .bind("at", at)
        .bind("traceparent", Trace.current())
        .bind("payload", payload)
        .bind("actor", destination.actor())
        .bind("chain_hash", hash);
    return new Bound(id, at, hash);
  }

  /** The first event of a stream. */
  public record Beginning<T>(String stream, Destination destination, T event) {}

  /**
   * Begins many streams at once, which nobody else can know: their names hold fresh ids.
   *
   * @throws Refused {@code changed_meanwhile} when one of them has begun already
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public <T> void begin(List<Beginning<T>> beginnings, MessageCodec<T> codec) {
    jdbi.useHandle(
        handle -> {
          for (int from = 0; from < beginnings.size(); from += BATCH_MAX) {
            var some = beginnings.subList(from, Math.min(from + BATCH_MAX, beginnings.size()));
            PreparedBatch batch = handle.prepareBatch(APPEND);
            for (Beginning<T> each : some) {
              bind(batch, each.stream(), 1, NO_HASH, each.destination(), codec, each.event());
              batch.add();
            }
            if (Arrays.stream(batch.execute()).sum() != some.size()) {
              throw changedMeanwhile("one of " + some.size() + " streams");
            }
          }
        });
  }

  private record Head(long version, byte[] hash) {}

  private static Head head(Handle handle, String stream) {
    return handle
        .createQuery(HEAD)
        .bind("stream", stream)
        .map((row, _) -> new Head(row.getLong("version"), row.getBytes("chain_hash")))
        .findOne()
        .orElse(new Head(0, NO_HASH));
  }

  private static Refused changedMeanwhile(String stream) {
    return new Refused(
        ErrorCode.CHANGED_MEANWHILE, stream + " was changed by somebody else; read it again.");
  }
}
