package mimir.contracts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.flag.FlagEvent;
import mimir.contracts.flag.FlagEvent.FlagFlipped;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutboxTest {
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Inject Outbox outbox;
  @Inject Jdbi jdbi;
  @Inject TopicNames topics;

  private final String key = UUID.randomUUID().toString();
  private final FlagEvent fact = new FlagFlipped("k", true, "alice");

  @Test
  void a_fact_is_a_row_without_a_stream_when_its_transaction_commits() {
    QuarkusTransaction.requiringNew()
        .run(() -> outbox.publish("flags", key, FlagEvent.CODEC, fact, TRACEPARENT));

    assertThat(rows()).hasSize(1);
    assertThat(rows().getFirst())
        .containsEntry("topic", topics.of("flags"))
        .containsEntry("type", "mimir.flag.flipped.v1")
        .containsEntry("subject", key)
        .containsEntry("source", "/mimir/flag-service")
        .containsEntry("payload", FlagEvent.CODEC.encodeText(fact))
        .containsEntry("traceparent", TRACEPARENT)
        .containsEntry("stream", null)
        .containsEntry("version", null)
        .containsEntry("chain_hash", null);
  }

  @Test
  void a_fact_is_never_told_when_its_transaction_fails() {
    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          outbox.publish("flags", key, FlagEvent.CODEC, fact);
                          throw new IllegalStateException("after the publish");
                        }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(rows()).isEmpty();
  }

  @Test
  void facts_that_are_told_together_are_rows_as_each_of_them() {
    var others = new FlagFlipped("k", false, "bob");
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                outbox.publish(
                    "flags",
                    FlagEvent.CODEC,
                    List.of(
                        new Outbox.Message<>(key, fact, TRACEPARENT),
                        new Outbox.Message<>(key, others, null))));
    QuarkusTransaction.requiringNew()
        .run(() -> outbox.publish("flags", key, FlagEvent.CODEC, fact, TRACEPARENT));

    assertThat(rows()).hasSize(3);
    assertThat(told(rows().getFirst())).isEqualTo(told(rows().getLast()));
    assertThat(rows().get(1))
        .containsEntry("payload", FlagEvent.CODEC.encodeText(others))
        .containsEntry("traceparent", null);
  }

  private static Map<String, Object> told(Map<String, Object> row) {
    var told = new HashMap<>(row);
    told.keySet().removeAll(List.of("id", "at"));
    return told;
  }

  @Test
  void outside_of_a_transaction_nothing_is_published() {
    assertThatThrownBy(() -> outbox.publish("flags", key, FlagEvent.CODEC, fact))
        .isInstanceOf(TransactionalException.class);
  }

  private List<Map<String, Object>> rows() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM event WHERE message_key = :key ORDER BY id")
                .bind("key", key)
                .mapToMap()
                .list());
  }
}
