package mimir.campaign.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import mimir.campaign.targets.Target;

/**
 * What an operator sends to launch an osquery campaign, and what {@code launch-request} answers for
 * cloning one.
 *
 * @param sql or {@code savedQueryId}, one of the two
 * @param useSavedTarget takes the saved query's own target instead of {@code target}
 * @param expiresAt when the campaign stops by itself; null for never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LaunchRequest(
    String name,
    String sql,
    UUID savedQueryId,
    Boolean useSavedTarget,
    Target target,
    Integer liveWindowMinutes,
    Instant expiresAt) {

  boolean wantsSavedTarget() {
    return Boolean.TRUE.equals(useSavedTarget);
  }
}
