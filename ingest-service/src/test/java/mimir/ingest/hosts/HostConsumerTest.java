package mimir.ingest.hosts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.dispatch.HostEvent;
import mimir.contracts.dispatch.HostEvent.HostChanged;
import mimir.ingest.Batch;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The consumer, and with it the statement of {@link HostTables}. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "ingest"))
class HostConsumerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @Inject HostConsumer consumer;
  @Inject Jdbi jdbi;

  private final UUID host = UUID.randomUUID();

  @Test
  void the_last_name_holds() {
    consumer.on(Batch.of(HostEvent.CODEC, List.of(named("one"), named("two"))));

    assertThat(names()).containsExactly("two");
  }

  @Test
  void a_redelivered_batch_changes_nothing() {
    var batch = Batch.of(HostEvent.CODEC, List.of(named("one")));
    consumer.on(batch);
    consumer.on(Batch.of(HostEvent.CODEC, List.of(named("two"))));

    consumer.on(batch);

    assertThat(names()).containsExactly("two");
  }

  @Test
  void an_unknown_type_is_skipped_and_its_neighbours_are_taken() {
    consumer.on(
        new Batch("hosts")
            .with(UUID.randomUUID().toString(), "mimir.host.painted.v1", "{}".getBytes(UTF_8))
            .with(UUID.randomUUID(), HostEvent.CODEC, named("one"))
            .records());

    assertThat(names()).containsExactly("one");
  }

  private HostEvent named(String hostname) {
    return new HostChanged(
        host, hostname, "linux", "12", "amd64", "5.23.0", Map.of(), NOW, NOW, null);
  }

  private List<String> names() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT hostname FROM host WHERE host_id = :id")
                .bind("id", host)
                .mapTo(String.class)
                .list());
  }
}
