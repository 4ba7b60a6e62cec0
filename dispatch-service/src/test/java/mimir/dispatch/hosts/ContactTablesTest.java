package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import mimir.dispatch.Locks;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ContactTablesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration EVERY = Duration.ofMinutes(10);

  @Inject ContactTables tables;
  @Inject HostTables hosts;
  @Inject Jdbi jdbi;

  private GivenHosts given;

  @BeforeEach
  void hosts_of_this_test() {
    given = new GivenHosts(jdbi, NOW);
  }

  @Test
  void last_contacts_are_written_in_a_batch_and_never_go_back() {
    var host = given.host("forth");
    var other = given.host("back");

    tables.seen(Map.of(host, NOW.plusSeconds(60), other, NOW.minusSeconds(60)), EVERY);

    assertThat(lastSeen(host)).isEqualTo(NOW.plusSeconds(60));
    assertThat(lastSeen(other)).isEqualTo(NOW);
  }

  @Test
  void a_last_contact_is_published_when_the_last_one_is_old_enough() {
    var host = given.host("often");
    assertThat(tables.seen(Map.of(host, NOW.plusSeconds(599)), EVERY)).isEmpty();
    assertThat(tables.published(List.of(host), EVERY)).isEmpty();

    assertThat(tables.seen(Map.of(host, NOW.plusSeconds(600)), EVERY)).containsExactly(host);
    assertThat(tables.published(List.of(host), EVERY))
        .extracting(HostChanged::hostId, HostChanged::lastSeen)
        .containsExactly(tuple(host, NOW.plusSeconds(600)));

    assertThat(tables.published(List.of(host), EVERY)).isEmpty();
  }

  @Test
  void a_published_host_carries_its_labels() {
    var host = given.host("labelled");
    hosts.label(host, Map.of("env", "prod"));
    tables.seen(Map.of(host, NOW.plusSeconds(600)), EVERY);

    assertThat(tables.published(List.of(host), EVERY))
        .extracting(HostChanged::labels)
        .containsExactly(Map.of("env", "prod"));
  }

  @Test
  void contacts_are_written_down_in_the_order_of_hosts_so_that_two_replicas_never_deadlock()
      throws Exception {
    var contacts = new LinkedHashMap<UUID, Instant>();
    Stream.generate(UUID::randomUUID)
        .limit(5)
        .sorted(Comparator.comparing(UUID::toString).reversed())
        .forEach(id -> contacts.put(given.host(id), NOW.plusSeconds(60)));
    var ids = List.copyOf(contacts.keySet());

    Future<?> write;
    try (var other = Executors.newSingleThreadExecutor()) {
      write =
          QuarkusTransaction.requiringNew()
              .call(
                  () -> {
                    assertThat(lock(List.of(ids.getLast()))).hasSize(1);
                    Future<?> writing = other.submit(() -> tables.seen(contacts, EVERY));
                    Locks.awaitWaiting(jdbi);
                    assertThat(lock(ids))
                        .as("who waits for the first holds no other")
                        .hasSize(ids.size());
                    return writing;
                  });
    }
    write.get();

    assertThat(ids).allSatisfy(id -> assertThat(lastSeen(id)).isEqualTo(NOW.plusSeconds(60)));
  }

  private List<UUID> lock(List<UUID> hosts) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT host_id FROM host WHERE host_id = ANY (:ids) FOR UPDATE SKIP LOCKED")
                .bindArray("ids", UUID.class, hosts)
                .mapTo(UUID.class)
                .list());
  }

  private Instant lastSeen(UUID host) {
    return hosts.find(host).orElseThrow().lastSeen();
  }
}
