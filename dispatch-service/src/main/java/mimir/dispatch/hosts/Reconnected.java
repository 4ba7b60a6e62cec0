package mimir.dispatch.hosts;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentEvent.AgentConnected;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.Outlet;
import mimir.dispatch.hosts.Presence.Returned;

/**
 * Who is back after an absence (H-4). A host that this replica has not heard of for long may have
 * polled another one all the time: the database knows, for many hosts in one look.
 */
@ApplicationScoped
class Reconnected {
  private final Presence presence;
  private final HostTables tables;
  private final Outlet outlet;
  private final DispatchLimits limits;

  Reconnected(Presence presence, HostTables tables, Outlet outlet, DispatchLimits limits) {
    this.presence = presence;
    this.tables = tables;
    this.outlet = outlet;
    this.limits = limits;
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    Collection<Returned> returned = presence.returned();
    if (returned.isEmpty()) {
      return;
    }
    var contacts = new HashMap<UUID, Instant>();
    returned.forEach(each -> contacts.put(each.hostId(), each.at()));
    Map<UUID, Instant> lastSeen =
        QuarkusTransaction.requiringNew()
            .call(() -> tables.back(contacts, limits.connectedWithin()));
    for (Returned each : returned) {
      Instant before = lastSeen.get(each.hostId());
      if (before != null) {
        tell(each, Duration.between(before, each.at()));
      }
      presence.settle(each, before != null);
    }
  }

  private void tell(Returned host, Duration absent) {
    outlet.tell(
        Topics.AGENTS,
        host.hostId().toString(),
        AgentEvent.CODEC,
        new AgentConnected(host.hostId(), host.at(), absent.toSeconds()));
  }
}
