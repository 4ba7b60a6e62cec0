package mimir.gateway.sessions;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Failed sign-ins from an address, under any name and in any way. */
@ApplicationScoped
public class AddressFailures {
  private final FailureWindow failures;

  AddressFailures(SessionLimits limits, InstantSource clock) {
    this.failures = new FailureWindow(limits.failuresPerAddressMax(), clock);
  }

  /** How long the address has to wait; empty when it may try. */
  public Optional<Duration> pause(String address) {
    return failures.pause(address);
  }

  public void failed(String address) {
    failures.failed(address);
  }
}
