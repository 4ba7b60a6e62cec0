package mimir.campaign.lifecycle;

import java.util.UUID;

/**
 * Launches other than campaigns, which end too when an answer did not fit under their cap.
 */
public interface CapCrossed {

  /** In a transaction; nothing happens for what is none of theirs, or has ended. */
  void capCrossed(UUID launchId);
}
