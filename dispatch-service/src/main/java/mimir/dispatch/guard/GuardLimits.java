package mimir.dispatch.guard;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** What hosts may not be asked, whatever was launched. */
@ConfigMapping(prefix = "mimir")
interface GuardLimits {

  /** Tables or aliases that are asked on a single host only (G-3); empty: the documented list. */
  Optional<List<String>> sqlDenyList();
}
