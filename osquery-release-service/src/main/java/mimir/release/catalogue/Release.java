package mimir.release.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.release.ReleaseEvent;
import mimir.contracts.release.ReleaseEvent.ReleaseApproved;
import mimir.contracts.release.ReleaseEvent.ReleaseDeleted;
import mimir.contracts.release.ReleaseEvent.ReleaseRegistered;
import mimir.contracts.release.ReleaseEvent.RolloutAutoPaused;
import mimir.contracts.release.ReleaseEvent.RolloutSet;
import mimir.contracts.release.ReleaseEvent.SignedManifest;

/** What a release is after its events. */
public sealed interface Release {

  /** There is none of that id. */
  record Unknown() implements Release {}

  record Pending(UUID id, SignedManifest manifest, String registeredBy) implements Release {}

  /**
   * @param percent 0 is paused
   */
  record Approved(
      UUID id, SignedManifest manifest, String registeredBy, Instant approvedAt, int percent)
      implements Release {}

  record Deleted() implements Release {}

  static Release of(List<ReleaseEvent> events) {
    Release release = new Unknown();
    String registeredBy = "";
    for (ReleaseEvent event : events) {
      if (event instanceof ReleaseRegistered registered) {
        registeredBy = registered.by();
      }
      release =
          switch (event) {
            case ReleaseRegistered it -> new Pending(it.releaseId(), it.manifest(), it.by());
            case ReleaseApproved it ->
                new Approved(
                    it.releaseId(), it.manifest(), registeredBy, it.approvedAt(), it.percent());
            case RolloutSet it ->
                new Approved(
                    it.releaseId(), it.manifest(), registeredBy, it.approvedAt(), it.percent());
            case RolloutAutoPaused it ->
                new Approved(it.releaseId(), it.manifest(), registeredBy, it.approvedAt(), 0);
            case ReleaseDeleted _ -> new Deleted();
          };
    }
    return release;
  }
}
