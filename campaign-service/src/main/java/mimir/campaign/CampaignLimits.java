package mimir.campaign;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of campaigns. Each is a product decision; see docs/adr/0006. */
@ConfigMapping(prefix = "mimir")
public interface CampaignLimits {

  /** Most rows kept of one host in one campaign; frozen at launch. */
  @WithDefault("50000")
  int campaignPerHostRowCap();

  /** Most rows kept of one campaign; frozen at launch. */
  @WithDefault("10000000")
  long campaignAggregateRowCap();

  /** A host seen within this time is connected (H-3); the same in dispatch-service. */
  @WithDefault("90s")
  Duration connectedWithin();
}
