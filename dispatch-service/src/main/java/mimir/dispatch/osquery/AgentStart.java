package mimir.dispatch.osquery;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mimir.contracts.Topics;
import mimir.contracts.dispatch.WorkEvent;
import mimir.contracts.dispatch.WorkEvent.HostsWaiting;
import mimir.contracts.dispatch.WorkEvent.KeyChanged;
import mimir.contracts.dispatch.WorkEvent.WorkWaiting;
import mimir.contracts.runtime.TopicFollower;
import mimir.contracts.runtime.TopicFollowers;
import mimir.dispatch.assignments.ClaimableHosts;
import mimir.dispatch.hosts.NodeKeys;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Opens the agents' door when this replica knows what it must know: announcements are followed
 * before the ledger is read, so that no work falls between the two.
 */
@Readiness
@ApplicationScoped
class AgentStart implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(AgentStart.class);

  private static final long RETRY_SECONDS = 2;

  private final TopicFollowers followers;
  private final NodeKeys keys;
  private final ClaimableHosts claimable;
  private final AgentListener listener;

  AgentStart(
      TopicFollowers followers, NodeKeys keys, ClaimableHosts claimable, AgentListener listener) {
    this.followers = followers;
    this.keys = keys;
    this.claimable = claimable;
    this.listener = listener;
  }

  void start(@Observes StartupEvent event) {
    // Trying again would not help: the process does not start.
    listener.expectPairOrNone();
    TopicFollower work =
        followers.follow(
            Topics.DISPATCH_WORK,
            TopicFollower.From.NOW,
            WorkEvent.CODEC,
            received -> apply(received.message()));
    Thread.ofVirtual().name("agent-start").start(() -> open(work));
  }

  private void apply(WorkEvent event) {
    switch (event) {
      case WorkWaiting waiting -> claimable.add(waiting.hostId());
      case HostsWaiting waiting -> waiting.hostIds().forEach(claimable::add);
      case KeyChanged changed -> keys.forget(changed.hostId());
    }
  }

  private void open(TopicFollower work) {
    try {
      work.awaitReady();
      while (!tryOpen()) {
        TimeUnit.SECONDS.sleep(RETRY_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean tryOpen() throws InterruptedException {
    try {
      keys.load();
      claimable.load();
      listener.start();
      return true;
    } catch (IOException | RuntimeException | ExecutionException | TimeoutException e) {
      LOG.errorf(e, "the agents' door could not be opened, trying again in %d s", RETRY_SECONDS);
      return false;
    }
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("agents' door").status(listener.listening()).build();
  }
}
