package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mimir.contracts.runtime.Outbox;
import mimir.dispatch.Limits;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The hosts topic learns of last contacts coarsely, and of each that is due. */
@QuarkusTest
class LastSeenWriterTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration EVERY = Limits.defaults().lastSeenPublishEvery();

  @Inject ContactTables tables;
  @Inject Outbox outbox;
  @Inject Jdbi jdbi;

  @Test
  void of_a_fleet_that_comes_back_at_once_each_host_is_published() {
    Map<UUID, Instant> back = contacts(LastSeenWriter.PAGE + 50);
    var replica = writer();

    replica.write(back);
    replica.write(back);

    assertThat(published(back)).hasSize(back.size());
    assertThat(published(back).values()).containsOnly(1);
  }

  @Test
  void a_contact_that_two_replicas_write_is_published_once() {
    Map<UUID, Instant> contact = contacts(1);

    writer().write(contact);
    writer().write(contact);

    assertThat(published(contact).values()).containsExactly(1);
  }

  private LastSeenWriter writer() {
    var limits = Limits.defaults();
    return new LastSeenWriter(new Presence(limits), tables, outbox, limits);
  }

  private Map<UUID, Instant> contacts(int hosts) {
    var given = new GivenHosts(jdbi, NOW);
    return Stream.generate(UUID::randomUUID)
        .limit(hosts)
        .collect(Collectors.toMap(given::host, _ -> NOW.plus(EVERY)));
  }

  /** How many messages there are of each that has any. */
  private Map<String, Integer> published(Map<UUID, Instant> hosts) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT message_key, count(*) AS messages
                    FROM event
                    WHERE message_key = ANY (:keys) AND type = 'mimir.host.changed.v1'
                    GROUP BY message_key
                    """)
                .bindArray(
                    "keys", String.class, hosts.keySet().stream().map(UUID::toString).toList())
                .collectRows(
                    Collectors.toMap(
                        row -> row.getColumn("message_key", String.class),
                        row -> row.getColumn("messages", Integer.class))));
  }
}
