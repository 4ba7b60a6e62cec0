package mimir.dispatch.assignments;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.WorkEvent;
import mimir.contracts.dispatch.WorkEvent.WorkWaiting;
import mimir.dispatch.Outlet;

/** Tells every replica which hosts have work, so that their idle polls stop being idle. */
@ApplicationScoped
public class Announcements {
  private final Outlet outlet;

  Announcements(Outlet outlet) {
    this.outlet = outlet;
  }

  /** Returns when all replicas can read it; fails when Kafka did not take it. */
  public void workWaiting(Collection<UUID> hostIds) {
    CompletableFuture<?>[] sent =
        hostIds.stream()
            .map(
                hostId ->
                    outlet.send(
                        Topics.DISPATCH_WORK,
                        hostId.toString(),
                        WorkEvent.CODEC,
                        new WorkWaiting(hostId),
                        null))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(sent).join();
  }
}
