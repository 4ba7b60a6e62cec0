package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import mimir.dispatch.Limits;
import mimir.dispatch.TestClock;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two replicas on one database, of which the second hears nothing from the first. */
@QuarkusTest
class NodeKeysTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Inject HostTables database;
  @Inject Jdbi jdbi;

  private final String mark = UUID.randomUUID().toString();
  private final TestClock clock = new TestClock(NOW);
  private final AtomicInteger looks = new AtomicInteger();
  private Runnable afterLook = () -> {};
  private HostTables tables;
  private NodeKeys here;
  private NodeKeys there;
  private ReplacedKeys watch;

  @BeforeEach
  void two_replicas() {
    tables =
        new HostTables(jdbi) {
          @Override
          Optional<KnownKey> key(byte[] hash) {
            looks.incrementAndGet();
            var found = super.key(hash);
            afterLook.run();
            return found;
          }
        };
    here = replica();
    there = replica();
    watch = new ReplacedKeys(tables, there, clock);
  }

  @Test
  void a_key_that_another_replica_gave_out_is_taken_at_once() {
    there.load();
    assertThat(there.lookUp(mark + "-other")).isEmpty();
    var host = enroll("first");

    assertThat(here.lookUp(key("first"))).hasValue(host);
    assertThat(there.known(key("first"))).isEmpty();
    assertThat(there.lookUp(key("first"))).hasValue(host);
    assertThat(there.known(key("first"))).hasValue(host);
  }

  @Test
  void a_replaced_key_is_void_in_the_other_replica_after_one_look() {
    var host = enroll("old");
    assertThat(there.lookUp(key("old"))).hasValue(host);
    clock.advance(Duration.ofSeconds(1));
    enroll("new");

    watch.look();

    assertThat(there.known(key("old"))).isEmpty();
    assertThat(there.lookUp(key("old"))).isEmpty();
    assertThat(there.lookUp(key("new"))).hasValue(host);
    watch.look();
    assertThat(there.known(key("new"))).hasValue(host);
  }

  @Test
  void a_replica_whose_clock_is_a_minute_ahead_misses_no_replaced_key() {
    var host = enroll("old");
    assertThat(there.lookUp(key("old"))).hasValue(host);
    clock.advance(Duration.ofMinutes(1));
    watch.look();
    clock.advance(Duration.ofMinutes(-1));
    enroll("new");

    watch.look();

    assertThat(there.known(key("old"))).isEmpty();
  }

  @Test
  void a_look_that_began_before_a_key_was_replaced_does_not_bring_it_back() {
    var host = enroll("old");
    afterLook =
        () -> {
          enroll("new");
          there.forget(host);
        };

    there.lookUp(key("old"));
    afterLook = () -> {};

    assertThat(there.known(key("old"))).isEmpty();
    assertThat(there.lookUp(key("old"))).isEmpty();
  }

  @Test
  void a_look_that_began_before_a_decommission_does_not_bring_the_key_back() {
    var host = enroll("old");
    afterLook =
        () -> {
          database.decommission(host, NOW);
          there.forget(host);
        };

    there.lookUp(key("old"));
    afterLook = () -> {};

    assertThat(there.known(key("old"))).isEmpty();
    assertThat(there.lookUp(key("old"))).isEmpty();
  }

  @Test
  void a_key_of_nobody_is_looked_up_once_a_minute() {
    assertThat(here.lookUp(key("guess"))).isEmpty();
    assertThat(here.lookUp(key("guess"))).isEmpty();
    assertThat(here.knownAsUnknown(key("guess"))).isTrue();
    assertThat(looks).hasValue(1);

    clock.advance(UnknownKeys.LIFE);

    assertThat(here.knownAsUnknown(key("guess"))).isFalse();
    here.lookUp(key("guess"));
    assertThat(looks).hasValue(2);
  }

  @Test
  void keys_of_nobody_take_only_so_much_memory() {
    var unknown = new UnknownKeys(clock);
    for (int n = 0; n <= UnknownKeys.KEYS_MAX; n++) {
      unknown.add(Secret.hash("guess" + n));
    }

    assertThat(unknown.contains(Secret.hash("guess0"))).isFalse();
    assertThat(unknown.contains(Secret.hash("guess1"))).isTrue();
  }

  private NodeKeys replica() {
    return new NodeKeys(tables, new Presence(Limits.defaults()), clock, new SimpleMeterRegistry());
  }

  private String key(String name) {
    return mark + "-" + name;
  }

  private UUID enroll(String key) {
    return database.enroll(
        UUID.randomUUID(),
        mark,
        new HostDetails("web-1", "linux", "Debian 13", "x86_64", "5.23.0"),
        "10.0.0.1",
        Map.of(),
        Secret.hash(key(key)),
        clock.instant());
  }
}
