package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import mimir.dispatch.Limits;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HostTablesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Inject HostTables tables;
  @Inject Jdbi jdbi;

  private final String identifier = UUID.randomUUID().toString();
  private NodeKeys keys;

  @BeforeEach
  void a_replica_that_knows_nothing() {
    keys =
        new NodeKeys(
            tables,
            new Presence(Limits.defaults()),
            InstantSource.fixed(NOW),
            new SimpleMeterRegistry());
  }

  @Test
  void a_machine_that_enrolls_again_is_the_same_host_with_its_new_key_only() {
    var first = enroll("key-1", NOW);
    var again = enroll("key-2", NOW.plusSeconds(60));

    assertThat(again).isEqualTo(first);
    assertThat(keys.lookUp(key("key-1"))).isEmpty();
    assertThat(keys.lookUp(key("key-2"))).hasValue(first);
    var host = tables.find(first).orElseThrow();
    assertThat(host.enrolledAt()).isEqualTo(NOW);
    assertThat(host.lastSeen()).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void a_machine_that_was_decommissioned_comes_back_as_a_new_host() {
    var first = enroll("key-1", NOW);
    decommission(first);
    assertThat(keys.lookUp(key("key-1"))).isEmpty();

    var second = enroll("key-2", NOW);

    assertThat(second).isNotEqualTo(first);
    assertThat(tables.find(first).orElseThrow().decommissionedAt()).isEqualTo(NOW);
    assertThat(tables.allKeys())
        .extracting(HostTables.KnownKey::hostId)
        .contains(second)
        .doesNotContain(first);
  }

  @Test
  void enrollments_of_one_machine_at_once_make_one_host() throws Exception {
    Callable<UUID> enroll = () -> enroll(UUID.randomUUID().toString(), NOW);

    var hosts = new HashSet<UUID>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var enrolled : threads.invokeAll(Collections.nCopies(10, enroll))) {
        hosts.add(enrolled.get());
      }
    }

    assertThat(hosts).hasSize(1);
  }

  @Test
  void a_replica_knows_the_keys_that_it_loaded_until_they_are_void() {
    var host = enroll("key-1", NOW);
    assertThat(keys.known(key("key-1"))).isEmpty();

    keys.load();

    assertThat(keys.known(key("key-1"))).hasValue(host);
    assertThat(keys.known(key("key-2"))).isEmpty();
    keys.forget(host);
    assertThat(keys.known(key("key-1"))).isEmpty();
  }

  @Test
  void a_new_key_of_a_host_replaces_the_old_one_in_memory() {
    var host = enroll("key-1", NOW);
    keys.load();

    enroll("key-2", NOW);
    assertThat(keys.lookUp(key("key-2"))).hasValue(host);

    assertThat(keys.known(key("key-1"))).isEmpty();
    assertThat(keys.known(key("key-2"))).hasValue(host);
  }

  @Test
  void labels_are_replaced_as_a_whole_and_stay_when_the_machine_enrolls_again() {
    var host = enroll("key-1", NOW);
    tables.label(host, Map.of("env", "test", "site", "lyon"));

    var labelled = tables.label(host, Map.of("env", "Köln \"1\"")).orElseThrow();

    assertThat(labelled.labels()).isEqualTo(Map.of("env", "Köln \"1\""));
    enroll("key-2", NOW);
    assertThat(tables.find(host).orElseThrow().labels()).isEqualTo(labelled.labels());
    assertThat(tables.label(UUID.randomUUID(), Map.of())).isEmpty();
  }

  @Test
  void a_new_host_gets_labels_and_one_that_enrolls_again_keeps_its_own() {
    var host = enroll("key-1", Map.of("site", "lyon"));
    assertThat(tables.find(host).orElseThrow().labels()).isEqualTo(Map.of("site", "lyon"));
    tables.label(host, Map.of("site", "paris"));

    enroll("key-2", Map.of("site", "lyon", "team", "finance"));

    assertThat(tables.find(host).orElseThrow().labels()).isEqualTo(Map.of("site", "paris"));
  }

  @Test
  void the_keys_that_were_given_out_since_a_time_are_found() {
    var host = enroll("key-1", NOW);
    enroll("key-2", NOW.plusSeconds(60));

    assertThat(tables.keysGivenSince(NOW.plusSeconds(60)))
        .filteredOn(key -> key.hostId().equals(host))
        .extracting(HostTables.KnownKey::hash)
        .containsExactly(Secret.hash(key("key-2")));
    assertThat(tables.keysGivenSince(NOW.plusSeconds(61)))
        .extracting(HostTables.KnownKey::hostId)
        .doesNotContain(host);
  }

  private UUID enroll(String key, Map<String, String> labels) {
    return tables.enroll(
        UUID.randomUUID(), identifier, details(), "10.0.0.1", labels, Secret.hash(key(key)), NOW);
  }

  private UUID enroll(String key, Instant now) {
    return tables.enroll(
        UUID.randomUUID(), identifier, details(), "10.0.0.1", Map.of(), Secret.hash(key(key)), now);
  }

  /** A key of this test's own. */
  private String key(String name) {
    return identifier + name;
  }

  private static HostDetails details() {
    return new HostDetails("web-1", "linux", "Debian 13", "x86_64", "5.23.0");
  }

  private void decommission(UUID host) {
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE host SET decommissioned_at = '2026-03-01T12:00:00Z' WHERE host_id = ?",
                host));
  }
}
