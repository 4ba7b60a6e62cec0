package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.WorkEvent;
import mimir.contracts.dispatch.WorkEvent.HostsWaiting;
import mimir.dispatch.Outlet;

/** Tells every replica which hosts have work, so that their idle polls stop being idle. */
@ApplicationScoped
public class Announcements {
  private final Outlet outlet;
  private final WaitingHosts waiting;

  Announcements(Outlet outlet, WaitingHosts waiting) {
    this.outlet = outlet;
    this.waiting = waiting;
  }

  /** Returns when all replicas can read it; fails when Kafka did not take it. */
  public void workWaiting(Collection<UUID> hostIds) {
    var hosts = List.copyOf(hostIds);
    var sent = new ArrayList<CompletableFuture<Void>>();
    for (int from = 0; from < hosts.size(); from += WorkEvent.HOSTS_MAX) {
      sent.add(send(hosts.subList(from, Math.min(hosts.size(), from + WorkEvent.HOSTS_MAX))));
    }
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
  }

  /** The same for whoever the campaign waits for; it may be everybody, so a page at a time. */
  void workWaiting(UUID campaignId) {
    waiting.ofCampaign(campaignId, WorkEvent.HOSTS_MAX, hosts -> send(hosts).join());
  }

  /**
   * The same for one host, without waiting for it. Should it be lost, the host waits where it is
   * not known to have work.
   */
  public void workAgain(UUID hostId) {
    outlet.tell(
        Topics.DISPATCH_WORK,
        hostId.toString(),
        WorkEvent.CODEC,
        new HostsWaiting(List.of(hostId)));
  }

  private CompletableFuture<Void> send(List<UUID> hosts) {
    return outlet.send(
        Topics.DISPATCH_WORK,
        hosts.getFirst().toString(),
        WorkEvent.CODEC,
        new HostsWaiting(hosts),
        null);
  }
}
