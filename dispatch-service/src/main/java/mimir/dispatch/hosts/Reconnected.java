package mimir.dispatch.hosts;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import mimir.contracts.Topics;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentEvent.AgentConnected;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.Outlet;
import mimir.dispatch.hosts.Presence.Returned;
import org.jboss.logging.Logger;

/**
 * Who is back after an absence (H-4). A host that this replica has not heard of for long may have
 * polled another one all the time: the database knows, for many hosts in one look. The absence ends
 * there when Kafka has the news of it, so that neither an outage nor a crash loses it. Of two
 * replicas that a host comes back to at one moment both may tell.
 */
@ApplicationScoped
class Reconnected {
  private static final Logger LOG = Logger.getLogger(Reconnected.class);

  /**
   * Hosts of one look, who came first before the others: when a fleet comes back, its polls need
   * the processors more than the news of it, and its claims are paced anyway.
   */
  static final int AT_ONCE = 500;

  private final Presence presence;
  private final ContactTables tables;
  private final LastSeenWriter writer;
  private final Outlet outlet;
  private final DispatchLimits limits;

  Reconnected(
      Presence presence,
      ContactTables tables,
      LastSeenWriter writer,
      Outlet outlet,
      DispatchLimits limits) {
    this.presence = presence;
    this.tables = tables;
    this.writer = writer;
    this.outlet = outlet;
    this.limits = limits;
  }

  @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    List<Returned> returned = first(presence.returned());
    if (returned.isEmpty()) {
      return;
    }
    Map<UUID, Instant> contacts = contacts(returned);
    Map<UUID, Instant> lastSeen =
        QuarkusTransaction.requiringNew()
            .call(() -> tables.absent(contacts, limits.connectedWithin()));
    List<Returned> told = tell(returned, lastSeen);
    if (!told.isEmpty()) {
      writer.write(contacts(told));
    }
    told.forEach(each -> presence.settle(each, true));
    returned.stream()
        .filter(each -> !lastSeen.containsKey(each.hostId()))
        .forEach(each -> presence.settle(each, false));
  }

  private static List<Returned> first(Collection<Returned> returned) {
    return returned.stream().sorted(Comparator.comparing(Returned::at)).limit(AT_ONCE).toList();
  }

  private static Map<UUID, Instant> contacts(Collection<Returned> returned) {
    return returned.stream().collect(Collectors.toMap(Returned::hostId, Returned::at));
  }

  /** Those of whom Kafka took the news. The others are looked at again. */
  private List<Returned> tell(Collection<Returned> returned, Map<UUID, Instant> lastSeen) {
    var sent = new LinkedHashMap<Returned, CompletableFuture<Void>>();
    for (Returned each : returned) {
      Instant before = lastSeen.get(each.hostId());
      if (before != null) {
        CompletableFuture<Void> news = send(each, Duration.between(before, each.at()));
        sent.put(each, news);
        // While Kafka cannot be reached at all, each would take seconds to fail.
        if (news.isCompletedExceptionally()) {
          break;
        }
      }
    }
    List<Returned> told =
        sent.entrySet().stream()
            .filter(each -> taken(each.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (told.size() < sent.size()) {
      LOG.warnf(
          "of %d hosts that are back %d could not be told", sent.size(), sent.size() - told.size());
    }
    return told;
  }

  private CompletableFuture<Void> send(Returned host, Duration absent) {
    return outlet.send(
        Topics.AGENTS,
        host.hostId().toString(),
        AgentEvent.CODEC,
        new AgentConnected(host.hostId(), host.at(), absent.toSeconds()),
        null);
  }

  private static boolean taken(CompletableFuture<Void> news) {
    return news.handle((_, failure) -> failure == null).join();
  }
}
