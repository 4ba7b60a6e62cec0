package mimir.contracts.release;

import java.time.Instant;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Topic {@code releases}, key: release id, compacted: each message tells all that a reader must
 * know of its release. The stream of one release: registered → approved → rollouts → deleted.
 */
public sealed interface ReleaseEvent {
  MessageCodec<ReleaseEvent> CODEC = MessageCodec.of(ReleaseEvent.class);

  UUID releaseId();

  /**
   * What was signed, and the signature.
   *
   * @param downloadUrl path at this system
   * @param sha256 of the binary, 64 hexadecimal digits
   * @param signature Ed25519 over the canonical manifest, 128 hexadecimal digits
   */
  record SignedManifest(
      String version,
      String os,
      String arch,
      String downloadUrl,
      String sha256,
      String signature,
      Instant manifestTimestamp) {}

  /** It exists, and nobody gets it. */
  @MessageType("mimir.release.registered.v1")
  record ReleaseRegistered(UUID releaseId, SignedManifest manifest, String by, Instant at)
      implements ReleaseEvent {}

  /** Its signature was verified again; approved once more, it is the newest of its platform. */
  @MessageType("mimir.release.approved.v1")
  record ReleaseApproved(
      UUID releaseId, SignedManifest manifest, int percent, String by, Instant approvedAt)
      implements ReleaseEvent {}

  /**
   * @param percent 0 to 100
   */
  @MessageType("mimir.release.rollout_set.v1")
  record RolloutSet(
      UUID releaseId,
      SignedManifest manifest,
      Instant approvedAt,
      int percent,
      String by,
      Instant at)
      implements ReleaseEvent {}

  /**
   * Too many hosts failed or went silent: nobody gets it any more (O-12).
   *
   * @param reason a sentence for people
   * @param offered hosts that it was offered to
   */
  @MessageType("mimir.release.auto_paused.v1")
  record RolloutAutoPaused(
      UUID releaseId,
      SignedManifest manifest,
      Instant approvedAt,
      String reason,
      long offered,
      long failed,
      long silent,
      Instant at)
      implements ReleaseEvent {}

  /**
   * Hosts that run it keep it; whoever reads only this message must still not send them back.
   *
   * @param approvedAt null when it never was
   */
  @MessageType("mimir.release.deleted.v1")
  record ReleaseDeleted(
      UUID releaseId,
      String version,
      String os,
      String arch,
      @Nullable Instant approvedAt,
      String by,
      Instant at)
      implements ReleaseEvent {}
}
