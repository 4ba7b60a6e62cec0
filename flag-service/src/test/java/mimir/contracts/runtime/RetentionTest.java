package mimir.contracts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RetentionTest {
  private static final Instant NOW = Instant.parse("2021-01-31T00:00:00Z");
  private static final Duration KEEP_FACTS = Duration.ofDays(3);
  private static final Duration KEEP_NOTES = Duration.ofDays(45);

  @Inject Jdbi jdbi;

  @Test
  void old_facts_and_old_notes_go_and_events_of_streams_stay() {
    UUID oldFact = event(null, NOW.minus(KEEP_FACTS).minusSeconds(1));
    UUID freshFact = event(null, NOW.minus(KEEP_FACTS));
    UUID oldEvent = event("retention-" + UUID.randomUUID(), Instant.EPOCH);
    UUID oldNote = note(NOW.minus(KEEP_NOTES).minusSeconds(1));
    UUID freshNote = note(NOW.minus(KEEP_NOTES));

    new Retention(jdbi, () -> NOW, KEEP_FACTS, KEEP_NOTES).forget();

    assertThat(ids("SELECT id FROM event", List.of(oldFact, freshFact, oldEvent)))
        .containsExactlyInAnyOrder(freshFact, oldEvent);
    assertThat(ids("SELECT message_id AS id FROM inbox", List.of(oldNote, freshNote)))
        .containsExactly(freshNote);
  }

  private UUID event(String stream, Instant at) {
    var id = UUID.randomUUID();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO event (id, stream, version, topic, message_key, type, source,
                                       subject, at, payload, chain_hash)
                    VALUES (:id, :stream, CASE WHEN :stream IS NOT NULL THEN 1 END, 't', 'k',
                            'type', 'source', 'k', :at, '{}',
                            CASE WHEN :stream IS NOT NULL THEN '\\x00'::bytea END)
                    """)
                .bind("id", id)
                .bind("stream", stream)
                .bind("at", at)
                .execute());
    return id;
  }

  private UUID note(Instant at) {
    var id = UUID.randomUUID();
    jdbi.useHandle(
        handle ->
            handle
                .createUpdate(
                    "INSERT INTO inbox (consumer, message_id, taken_at) VALUES ('r', :id, :at)")
                .bind("id", id)
                .bind("at", at)
                .execute());
    return id;
  }

  private List<UUID> ids(String select, List<UUID> among) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT id FROM (" + select + ") AS all_ids WHERE id = ANY (:ids)")
                .bindArray("ids", UUID.class, among)
                .mapTo(UUID.class)
                .list());
  }
}
