package mimir.release.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.agent.AgentEvent.AgentConnected;
import mimir.contracts.agent.AgentEvent.AgentEnrolled;
import mimir.contracts.agent.AgentEvent.UpdateOffered;
import mimir.contracts.runtime.Ids;
import mimir.testing.ServiceInfra;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "release"))
class AgentConsumerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Inject Offers offers;
  @Inject Jdbi jdbi;

  @Test
  void of_what_agents_tell_only_updates_are_noted() {
    var host = UUID.randomUUID();
    int before = noted();

    offers.agents(List.of(new AgentConnected(host, NOW, 600), new AgentEnrolled(host, NOW)));
    assertThat(noted()).isEqualTo(before);

    offers.agents(List.of(new UpdateOffered(host, Ids.next(), "5.24.0", NOW)));
    assertThat(noted()).isEqualTo(before + 1);
  }

  private int noted() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM inbox WHERE consumer = 'agents'")
                .mapTo(Integer.class)
                .one());
  }
}
