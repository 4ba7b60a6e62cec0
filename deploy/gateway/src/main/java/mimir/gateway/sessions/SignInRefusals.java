package mimir.gateway.sessions;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import mimir.contracts.Topics;
import mimir.contracts.access.AccessEvent;
import mimir.contracts.access.AccessEvent.SessionRefused;
import mimir.contracts.runtime.Outbox;
import mimir.gateway.accounts.AccountRules;

/** Refused sign-ins for the audit trail: every one is counted, so many a minute become events. */
@ApplicationScoped
public class SignInRefusals {
  /** In place of text that is no username: people type passwords into the wrong field. */
  static final String NO_NAME = "?";

  private final Outbox outbox;
  private final MeterRegistry metrics;
  private final FailureWindow told;

  SignInRefusals(Outbox outbox, MeterRegistry metrics, SessionLimits limits, InstantSource clock) {
    this.outbox = outbox;
    this.metrics = metrics;
    this.told = new FailureWindow(limits.refusalsAuditedMax(), clock);
  }

  public void note(String username, String address, String reason) {
    metrics.counter("mimir.sign.in.refused", "reason", reason).increment();
    if (told.pause("").isPresent()) {
      return;
    }
    told.failed("");
    String name = AccountRules.isUsername(username) ? username : NO_NAME;
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                outbox.publish(
                    Topics.ACCESS,
                    name,
                    AccessEvent.CODEC,
                    new SessionRefused(name, address, reason)));
  }
}
