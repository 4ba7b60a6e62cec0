package mimir.campaign.guard;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** What operators' SQL may not read. */
@ConfigMapping(prefix = "mimir")
public interface GuardLimits {

  /** Tables or aliases that are asked on a single host only (G-3); empty: the documented list. */
  Optional<List<String>> sqlDenyList();
}
