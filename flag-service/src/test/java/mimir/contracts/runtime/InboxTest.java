package mimir.contracts.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
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
    return jdbi.withHandle(
        handle -> handle.createQuery("SELECT count(*) FROM effect").mapTo(Integer.class).one());
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
