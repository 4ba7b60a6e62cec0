package mimir.campaign;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Bounds of campaigns. Each is a product decision; see docs/adr/0006. */
@ConfigMapping(prefix = "mimir")
public interface CampaignLimits {

  /** Most rows kept of one host in one campaign; frozen at launch. */
  @WithDefault("50000")
  int campaignPerHostRowCap();

  /** Most rows kept of one campaign; frozen at launch. */
  @WithDefault("10000000")
  long campaignAggregateRowCap();

  /** Most launches within their live window (L-4). */
  @WithDefault("5")
  int maxConcurrentHunts();

  /** Whether each person has so many slots of their own, or all share them (L-4). */
  @WithDefault("false")
  boolean perUserHuntIsolation();

  /** How long a repeated Idempotency-Key is answered with what its first request made (L-5). */
  @WithDefault("168h")
  Duration idempotencyKeep();

  /** A host seen within this time is connected (H-3); the same in dispatch-service. */
  @WithDefault("90s")
  Duration connectedWithin();

  /** Most rows kept of a live query, of all its hosts together. */
  @WithDefault("50000")
  int liveQueryRowCap();

  /** Most hosts of a hunt on a host list by somebody who is no admin (P-5). */
  @WithDefault("50")
  int nonAdminHostCap();

  /**
   * Where hunts look for hashes and names of files (I-6), absolute, {@code %} for any one name;
   * empty: the documented list.
   */
  Optional<List<String>> huntDirectories();
}
