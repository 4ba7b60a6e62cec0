package mimir.release.catalogue;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import mimir.contracts.signature.TrustedKeys;
import mimir.release.ReleaseLimits;
import org.jboss.logging.Logger;

/**
 * The public keys that are configured; with one that cannot be trusted the service does not start.
 */
@ApplicationScoped
class ReleaseKeys {
  private static final Logger LOG = Logger.getLogger(ReleaseKeys.class);

  private final TrustedKeys keys;

  ReleaseKeys(ReleaseLimits limits) {
    this.keys = TrustedKeys.of(limits.releasePublicKeys().orElse(List.of()));
  }

  void check(@Observes StartupEvent start) {
    if (keys.isEmpty()) {
      LOG.warn("no release can be registered: MIMIR_RELEASE_PUBLIC_KEYS names no key");
    }
  }

  TrustedKeys trusted() {
    return keys;
  }
}
