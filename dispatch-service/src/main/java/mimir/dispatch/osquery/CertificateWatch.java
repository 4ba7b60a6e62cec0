package mimir.dispatch.osquery;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks at the files of the agents' certificate, which somebody renews while agents are there. */
@ApplicationScoped
class CertificateWatch {
  private final AgentListener listener;

  CertificateWatch(AgentListener listener) {
    this.listener = listener;
  }

  @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    if (listener.listening()) {
      listener.reload();
    }
  }
}
