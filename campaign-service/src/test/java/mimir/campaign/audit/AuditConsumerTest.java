package mimir.campaign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.runtime.TopicNames;
import mimir.testing.ServiceInfra;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class AuditConsumerTest {
  private static final String AT = "2026-11-20T10:11:12.345678Z";
  private static final String FLIPPED = "mimir.flag.flipped.v1";

  @Inject AuditConsumer consumer;
  @Inject AuditTables tables;
  @Inject TopicNames topics;
  @Inject Jdbi jdbi;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  private Told told;

  @BeforeEach
  void empty() {
    told = new Told(topics.of(Topics.FLAGS));
    jdbi.useHandle(handle -> handle.execute("TRUNCATE audit_entry"));
  }

  @Test
  void an_event_of_a_type_that_nobody_here_knows_becomes_an_entry() {
    var id = UUID.randomUUID();

    consumer.on(
        Told.batch(
            List.of(
                told.event(
                    id, AT, "alice (key ci)", "mimir.zebra.striped.v3", "{\"stripes\":7}"))));

    var entry = entries().getFirst();
    assertThat(entry.id()).isEqualTo(id);
    assertThat(entry.at()).isEqualTo(Instant.parse(AT));
    assertThat(entry.actor()).isEqualTo("alice (key ci)");
    assertThat(entry.action()).isEqualTo("zebra.striped");
    assertThat(entry.source()).isEqualTo("/mimir/flag-service");
    assertThat(entry.subject()).isEqualTo("the-subject");
    assertThat(entry.detail()).hasToString("{\"stripes\":7}");
  }

  /** Events from before the header was published still name a person. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                       | header         | payload                         | actor
          P-7 the header names a key | alice (key ci) | {"by":"alice"}                  | alice (key ci)
          whoever did it             |                | {"by":"alice","username":"bob"} | alice
          whoever signed in          |                | {"username":"bob"}              | bob
          nobody                     |                | {"by":7}                        | system
          """)
  void actor(String why, String header, String payload, String actor) {
    consumer.on(Told.batch(List.of(told.event(UUID.randomUUID(), AT, header, FLIPPED, payload))));

    assertThat(entries()).extracting(AuditEntry::actor).containsExactly(actor);
  }

  @Test
  void a_redelivered_event_stays_one_entry_and_as_it_was() {
    var id = UUID.randomUUID();
    consumer.on(Told.batch(List.of(told.event(id, AT, "alice", FLIPPED, "{\"n\":1}"))));

    consumer.on(
        Told.batch(
            List.of(
                told.event(id, AT, "mallory", FLIPPED, "{\"n\":2}"),
                told.event(id, AT, "mallory", FLIPPED, "{\"n\":3}"))));

    assertThat(entries()).extracting(AuditEntry::actor).containsExactly("alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "[1]", ""})
  void what_is_no_message_is_buried_and_the_rest_is_taken(String value) {
    consumer.on(
        Told.batch(
            List.of(
                told.event(UUID.randomUUID(), AT, "alice", FLIPPED, value),
                told.event(UUID.randomUUID(), AT, "bob", FLIPPED, "{}"))));

    assertThat(entries()).extracting(AuditEntry::actor).containsExactly("bob");
  }

  /** {@code NUL}, {@code LONG}: such a text in the key or in the header. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      useHeadersInDisplayName = true,
      textBlock =
          """
          case                   | key  | header     | value | actor  | action     | source | subject
          neither key nor header |      |            |       | eve    | zebra.seen | ``     | ``
          NUL in the key         | NUL  |            |       | eve    | zebra.seen | ``     | a\uFFFDb
          NUL in the subject     | k    | ce_subject | NUL   | eve    | zebra.seen | ``     | a\uFFFDb
          NUL in the actor       | k    | ce_actor   | NUL   | a\uFFFDb | zebra.seen | ``     | k
          NUL in the type        | k    | ce_type    | NUL   | eve    | a\uFFFDb     | ``     | k
          NUL in the source      | k    | ce_source  | NUL   | eve    | zebra.seen | a\uFFFDb | k
          a long key             | LONG |            |       | eve    | zebra.seen | ``     | CUT
          a long actor           | k    | ce_actor   | LONG  | CUT    | zebra.seen | ``     | k
          a long type            | k    | ce_type    | LONG  | eve    | CUT        | ``     | k
          a long source          | k    | ce_source  | LONG  | eve    | zebra.seen | CUT    | k
          """)
  void whatever_a_key_and_headers_hold_becomes_an_entry(
      String why,
      String key,
      String header,
      String value,
      String actor,
      String action,
      String source,
      String subject) {
    consumer.on(Told.batch(List.of(told.odd(spelt(key), AT, header, spelt(value)))));

    assertThat(entries())
        .extracting(AuditEntry::actor, AuditEntry::action, AuditEntry::source, AuditEntry::subject)
        .containsExactly(tuple(spelt(actor), spelt(action), spelt(source), spelt(subject)));
  }

  /** An entry at a time that PostgreSQL cannot keep, or that no page comes to. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "+999999999-12-31T23:59:59Z",
        "-999999999-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z"
      })
  void what_happened_at_no_time_of_ours_is_buried_and_the_rest_is_taken(String time) {
    consumer.on(
        Told.batch(
            List.of(
                told.event(UUID.randomUUID(), time, "alice", FLIPPED, "{}"),
                told.event(UUID.randomUUID(), AT, "bob", FLIPPED, "{}"))));

    assertThat(entries()).extracting(AuditEntry::actor).containsExactly("bob");
  }

  @Test
  void a_tombstone_tells_of_nothing() {
    consumer.on(Told.batch(List.of(told.event(UUID.randomUUID(), AT, "alice", FLIPPED, null))));

    assertThat(entries()).isEmpty();
  }

  @Test
  void what_jsonb_cannot_keep_does_not_stop_the_channel() {
    var payload = "{\"sql\":\"a\\u0000\\ud800\",\"n\":1e999,\"hosts\":" + hosts(100_000) + "}";

    consumer.on(Told.batch(List.of(told.event(UUID.randomUUID(), AT, "alice", FLIPPED, payload))));

    assertThat(entries().getFirst().detail().path("hosts").path("count").intValue())
        .isEqualTo(100_000);
  }

  /** Each topic of the list in the settings is one that exists and is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        Topics.FLAGS,
        Topics.CAMPAIGNS,
        Topics.SAVED_QUERIES,
        Topics.INDICATORS,
        Topics.ENROLLMENT_SECRETS,
        Topics.ACCESS
      })
  void the_stream_of_every_service_is_read(String topic) throws Exception {
    var id = UUID.randomUUID();
    var event = told.event(id, AT, "alice", "mimir.zebra.seen.v1", "{}");
    var settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topics.of(topic), null, event.key(), event.value(), event.headers()))
          .get();
    }

    Awaitility.await()
        .untilAsserted(() -> assertThat(entries()).extracting(AuditEntry::id).contains(id));
  }

  private static String spelt(String text) {
    return switch (text) {
      case null -> null;
      case "NUL" -> "a\0b";
      case "LONG" -> "\u20ac".repeat(100_000);
      case "CUT" -> "\u20ac".repeat(AuditConsumer.NAME_CHARS_MAX) + "…";
      default -> text;
    };
  }

  private static List<String> hosts(int count) {
    return Collections.nCopies(count, "\"h\"");
  }

  private List<AuditEntry> entries() {
    return tables.page(new AuditTables.Filter(null, null, null), null, 100);
  }
}
