package mimir.contracts.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import mimir.contracts.flag.FlagEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class InboxTest {
  private static final String CONSUMER = "test";

  @Inject Inbox inbox;
  @Inject Jdbi jdbi;
  @Inject TopicNames topics;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  private final String key = UUID.randomUUID().toString();

  @BeforeEach
  void nothing_taken_yet() {
    jdbi.useHandle(
        handle -> {
          handle.execute("CREATE TABLE IF NOT EXISTS effect (key text NOT NULL)");
          handle.execute("TRUNCATE effect, inbox");
        });
  }

  @Test
  void a_redelivered_batch_changes_nothing() {
    var batch = Records.batch(List.of(flip(1, UUID.randomUUID()), flip(2, UUID.randomUUID())));
    take(batch);

    take(batch);

    assertThat(effects()).isEqualTo(2);
  }

  @Test
  void of_a_batch_that_is_half_known_only_the_rest_is_taken() {
    var first = flip(1, UUID.randomUUID());
    take(Records.batch(List.of(first)));

    take(Records.batch(List.of(first, flip(2, UUID.randomUUID()))));

    assertThat(effects()).isEqualTo(2);
  }

  @Test
  void the_same_id_twice_in_a_batch_is_taken_once() {
    var id = UUID.randomUUID();

    take(Records.batch(List.of(flip(1, id), flip(2, id))));

    assertThat(effects()).isEqualTo(1);
  }

  @Test
  void each_consumer_takes_for_itself() {
    var batch = Records.batch(List.of(flip(1, UUID.randomUUID())));
    take(batch);

    inbox.take("another", batch, FlagEvent.CODEC, this::apply);

    assertThat(effects()).isEqualTo(2);
  }

  @Test
  void what_a_consumer_does_not_want_has_no_effect_and_is_not_noted() {
    var batch = Records.batch(List.of(flip(1, UUID.randomUUID()), flip(2, UUID.randomUUID())));

    inbox.take(CONSUMER, batch, FlagEvent.CODEC, _ -> false, this::apply);
    assertThat(effects()).isZero();
    assertThat(noted()).isZero();

    inbox.take(CONSUMER, batch, FlagEvent.CODEC, _ -> true, this::apply);
    assertThat(effects()).isEqualTo(2);
    assertThat(noted()).isEqualTo(2);
  }

  @Test
  void a_repeatable_effect_is_done_again() {
    var batch = Records.batch(List.of(flip(1, UUID.randomUUID())));
    inbox.repeatable(CONSUMER, batch, FlagEvent.CODEC, this::apply);

    inbox.repeatable(CONSUMER, batch, FlagEvent.CODEC, this::apply);

    assertThat(effects()).isEqualTo(2);
  }

  @Test
  void what_nobody_can_decode_is_buried_with_its_place_and_the_batch_goes_on() {
    var bad =
        record(7, UUID.randomUUID(), Records.FLIPPED, "{\"enabled\":\"perhaps".getBytes(UTF_8));
    var untyped = record(8, UUID.randomUUID(), null, Records.flip(key, true));

    take(Records.batch(List.of(bad, untyped, flip(9, UUID.randomUUID()))));

    assertThat(effects()).isEqualTo(1);
    var dead =
        Records.all(bootstrap, topics.of("flags.dead")).stream()
            .filter(record -> record.key().equals(key))
            .toList();
    assertThat(dead)
        .extracting(record -> header(record, "source_offset"))
        .containsExactly("7", "8");
    assertThat(dead.getFirst().value()).isEqualTo(bad.value());
    assertThat(header(dead.getFirst(), "source_topic")).isEqualTo(topics.of("flags"));
    assertThat(header(dead.getFirst(), "source_partition")).isEqualTo("0");
    assertThat(header(dead.getFirst(), "reason")).contains(Records.FLIPPED);
    assertThat(header(dead.getFirst(), "ce_type")).isEqualTo(Records.FLIPPED);
    assertThat(header(dead.get(1), "reason")).contains("ce_type");
  }

  @Test
  void a_raw_reader_is_given_every_type_by_its_headers() {
    var id = UUID.randomUUID();
    var record = flip(1, id);
    record.headers().add("ce_time", "2026-11-20T10:11:12.345678Z".getBytes(UTF_8));
    record.headers().add("ce_source", "/mimir/flag-service".getBytes(UTF_8));
    record.headers().add("ce_subject", "offline".getBytes(UTF_8));
    record.headers().add("ce_actor", "alice (key ci)".getBytes(UTF_8));
    var seen = new ArrayList<RawMessage>();

    inbox.raw(CONSUMER, Records.batch(List.of(record)), message -> message, seen::addAll);

    assertThat(seen)
        .singleElement()
        .isEqualTo(
            new RawMessage(
                id,
                key,
                Instant.parse("2026-11-20T10:11:12.345678Z"),
                Records.FLIPPED,
                "/mimir/flag-service",
                "offline",
                "alice (key ci)",
                record.value()));
  }

  @Test
  void what_a_raw_reader_cannot_read_is_buried_and_a_tombstone_is_nothing() {
    var seen = new ArrayList<Long>();
    var unreadable =
        Records.record(
            topics.of("flags"), 17, UUID.randomUUID(), key, Records.FLIPPED, new byte[] {1});
    var untyped =
        Records.record(topics.of("flags"), 18, UUID.randomUUID(), key, null, new byte[] {2});
    var tombstone =
        Records.record(topics.of("flags"), 19, UUID.randomUUID(), key, Records.FLIPPED, null);
    RawMessage.Reading<Long> reading =
        message -> {
          if (message.value().length == 1) {
            throw new IOException("no such thing");
          }
          return (long) message.value().length;
        };

    inbox.raw(
        CONSUMER,
        Records.batch(List.of(unreadable, untyped, tombstone, flip(20, UUID.randomUUID()))),
        reading,
        seen::addAll);

    assertThat(seen).hasSize(1);
    assertThat(
            Records.all(bootstrap, topics.of("flags.dead")).stream()
                .filter(record -> record.key().equals(key)))
        .extracting(record -> header(record, "source_offset"), record -> header(record, "reason"))
        .containsExactly(
            tuple("17", Records.FLIPPED + ": no such thing"), tuple("18", "no ce_type header"));
  }

  @Test
  void an_effect_that_fails_is_tried_again_and_applied_once() {
    var tries = new AtomicInteger();

    inbox.take(
        CONSUMER,
        Records.batch(List.of(flip(1, UUID.randomUUID()))),
        FlagEvent.CODEC,
        fresh -> {
          apply(fresh);
          if (tries.incrementAndGet() < 3) {
            throw new IllegalStateException("the database is away");
          }
        });

    assertThat(tries).hasValue(3);
    assertThat(effects()).isEqualTo(1);
  }

  @Test
  void types_of_a_newer_version_and_tombstones_are_skipped() {
    var unknown = record(1, UUID.randomUUID(), "mimir.flag.flipped.v9", "?".getBytes(UTF_8));
    var tombstone = record(2, UUID.randomUUID(), Records.FLIPPED, null);

    take(Records.batch(List.of(unknown, tombstone, flip(3, UUID.randomUUID()))));

    assertThat(effects()).isEqualTo(1);
    assertThat(Records.all(bootstrap, topics.of("flags.dead")))
        .noneMatch(record -> record.key().equals(key));
  }

  private void take(ConsumerRecords<String, byte[]> batch) {
    inbox.take(CONSUMER, batch, FlagEvent.CODEC, this::apply);
  }

  private void apply(List<Received<FlagEvent>> fresh) {
    fresh.forEach(
        received ->
            jdbi.useHandle(
                handle -> handle.execute("INSERT INTO effect VALUES (?)", received.key())));
  }

  private int effects() {
    return count("SELECT count(*) FROM effect");
  }

  private int noted() {
    return count("SELECT count(*) FROM inbox");
  }

  private int count(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Integer.class).one());
  }

  private ConsumerRecord<String, byte[]> flip(long offset, UUID id) {
    return record(offset, id, Records.FLIPPED, Records.flip(key, true));
  }

  private ConsumerRecord<String, byte[]> record(long offset, UUID id, String type, byte[] value) {
    return Records.record(topics.of("flags"), offset, id, key, type, value);
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
