package mimir.campaign.targets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mimir.campaign.Batch;
import mimir.contracts.dispatch.HostEvent;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "campaign"))
class HostConsumerTest {

  @Inject HostConsumer consumer;
  @Inject Jdbi jdbi;

  private final UUID host = UUID.randomUUID();

  @Test
  void a_redelivered_batch_changes_nothing() {
    var batch = Batch.of(HostEvent.CODEC, List.of(named("one")));
    consumer.on(batch);
    consumer.on(Batch.of(HostEvent.CODEC, List.of(named("two"))));

    consumer.on(batch);

    assertThat(hosts()).containsExactly(Map.of("hostname", "two", "platform", "linux"));
  }

  @Test
  void a_message_that_is_twice_in_a_batch_counts_once() {
    var id = UUID.randomUUID();

    consumer.on(
        new Batch()
            .with(id, HostEvent.CODEC, named("one"))
            .with(UUID.randomUUID(), HostEvent.CODEC, named("two"))
            .with(id, HostEvent.CODEC, named("one"))
            .records());

    assertThat(hosts()).containsExactly(Map.of("hostname", "two", "platform", "linux"));
  }

  @Test
  void an_unknown_type_is_skipped_and_its_neighbours_are_taken() {
    consumer.on(
        new Batch()
            .with(UUID.randomUUID().toString(), "mimir.host.painted.v1", "{}".getBytes(UTF_8))
            .with(UUID.randomUUID(), HostEvent.CODEC, named("one"))
            .records());

    assertThat(hosts()).hasSize(1);
  }

  private HostEvent named(String hostname) {
    return SeededHosts.changed(host, hostname, SeededHosts.SEEN_AT, false);
  }

  private List<Map<String, Object>> hosts() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT hostname, platform FROM host WHERE host_id = :id")
                .bind("id", host)
                .mapToMap()
                .list());
  }
}
