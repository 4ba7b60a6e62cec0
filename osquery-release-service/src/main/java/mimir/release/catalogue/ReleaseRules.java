package mimir.release.catalogue;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.agreed.Manifest;
import mimir.contracts.release.ReleaseEvent.ReleaseApproved;
import mimir.contracts.release.ReleaseEvent.ReleaseDeleted;
import mimir.contracts.release.ReleaseEvent.ReleaseRegistered;
import mimir.contracts.release.ReleaseEvent.RolloutAutoPaused;
import mimir.contracts.release.ReleaseEvent.RolloutSet;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import mimir.contracts.signature.TrustedKeys;
import mimir.release.catalogue.Release.Approved;
import mimir.release.catalogue.Release.Deleted;
import mimir.release.catalogue.Release.Pending;
import mimir.release.catalogue.Release.Unknown;
import mimir.release.rollout.RolloutHealth;
import mimir.release.rollout.UsualSilence;
import org.jspecify.annotations.Nullable;

/** Who may do what with a release, and when. */
public final class ReleaseRules {
  private static final int PERCENT_MAX = 100;

  /** O-2: the fields as they are kept; refuses what cannot be, and what no key has signed. */
  static SignedManifest signed(RegisterRequest request, TrustedKeys keys, Instant now) {
    var manifest = request.manifest();
    if (!TrustedKeys.isSignature(request.signature())) {
      throw Refused.invalidField(
          "signature",
          "signature is 128 hexadecimal digits: the Ed25519 signature of the manifest, in hex.");
    }
    var signed =
        new SignedManifest(
            manifest.version(),
            manifest.os(),
            manifest.arch(),
            manifest.url(),
            manifest.sha256(),
            RegisterRequest.lower(request.signature()),
            manifest.timestamp());
    verify(signed, keys, now);
    return signed;
  }

  /** O-4: also again, before it is approved. */
  static void verify(SignedManifest signed, TrustedKeys keys, Instant now) {
    if (!manifest(signed).fresh(now)) {
      throw Refused.invalidField(
          "manifest_timestamp",
          "It was signed on %s, more than 365 days ago or more than 10 minutes ahead: every agent"
                  .formatted(signed.manifestTimestamp())
              + " would refuse it. Sign it again.");
    }
    if (keys.isEmpty()) {
      throw new Refused(
          ErrorCode.INVALID_SIGNATURE,
          "No public key is configured (MIMIR_RELEASE_PUBLIC_KEYS), so no signature is trusted.");
    }
    if (!keys.verify(manifest(signed), signed.signature())) {
      throw new Refused(
          ErrorCode.INVALID_SIGNATURE,
          "The signature does not verify over these fields with any of the configured public keys:"
              + " version, os, arch, download URL, SHA256 and manifest timestamp must be those of"
              + " the signing run. Take all values of one run.");
    }
  }

  private static Manifest manifest(SignedManifest signed) {
    return new Manifest(
        signed.version(),
        signed.os(),
        signed.arch(),
        signed.downloadUrl(),
        signed.sha256(),
        signed.manifestTimestamp());
  }

  /**
   * An older build under the version of a newer one is how a weakness that was mended comes back:
   * what was signed before the one that was approved is no longer valid for its version.
   *
   * @param approved when the newest approved manifest of this version and platform was signed
   */
  static void notReplayed(SignedManifest signed, Optional<Instant> approved) {
    if (approved.filter(signed.manifestTimestamp()::isBefore).isPresent()) {
      throw Refused.invalidField(
          "manifest_timestamp",
          "osquery %s for %s/%s was approved with a manifest of %s, and this one is older (%s):"
                  .formatted(
                      signed.version(),
                      signed.os(),
                      signed.arch(),
                      approved.get(),
                      signed.manifestTimestamp())
              + " sign it again, if it is the right build.");
    }
  }

  /** Also for an upload of the binary that a release was registered without. */
  static Refused exists(SignedManifest signed) {
    return new Refused(
        ErrorCode.RELEASE_EXISTS,
        ("osquery %s for %s/%s is registered already, with its binary or without: delete it first,"
                + " or choose another version.")
            .formatted(signed.version(), signed.os(), signed.arch()));
  }

  static ReleaseRegistered register(UUID id, SignedManifest signed, String by, Instant now) {
    return new ReleaseRegistered(id, signed, by, now);
  }

  /** What is to be approved: verified by the caller before it is. */
  static SignedManifest manifestOf(Release release) {
    return switch (release) {
      case Pending pending -> pending.manifest();
      case Approved approved -> approved.manifest();
      case Unknown _, Deleted _ -> throw unknown();
    };
  }

  /** O-4; approved again it is the newest of its platform, at the rollout that it has (O-7). */
  static ReleaseApproved approve(Release release, String by, boolean twoPerson, Instant now) {
    return switch (release) {
      case Pending it -> {
        second(it.registeredBy(), by, twoPerson);
        yield new ReleaseApproved(it.id(), it.manifest(), 0, by, now);
      }
      case Approved it -> {
        second(it.registeredBy(), by, twoPerson);
        yield new ReleaseApproved(it.id(), it.manifest(), it.percent(), by, now);
      }
      case Unknown _, Deleted _ -> throw unknown();
    };
  }

  private static void second(String registeredBy, String by, boolean twoPerson) {
    if (twoPerson && registeredBy.equals(by)) {
      throw new Refused(
          ErrorCode.SECOND_PERSON_REQUIRED,
          "You have registered this release: another admin must approve it.");
    }
  }

  /** O-4, O-5; none when it has that percentage. */
  static Optional<RolloutSet> setRollout(Release release, Integer percent, String by, Instant now) {
    if (percent == null || percent < 0 || percent > PERCENT_MAX) {
      throw Refused.invalidField("percent", "percent is 0 to 100.");
    }
    return switch (release) {
      case Pending _ ->
          throw new Refused(
              ErrorCode.NOT_APPROVED, "The release must be approved before it is rolled out.");
      case Approved it when it.percent() == percent -> Optional.empty();
      case Approved it ->
          Optional.of(new RolloutSet(it.id(), it.manifest(), it.approvedAt(), percent, by, now));
      case Unknown _, Deleted _ -> throw unknown();
    };
  }

  /** O-8. */
  static ReleaseDeleted delete(Release release, String by, Instant now) {
    return switch (release) {
      case Pending it -> deleted(it.id(), it.manifest(), null, by, now);
      case Approved it when it.percent() > 0 ->
          throw new Refused(ErrorCode.ROLLOUT_ACTIVE, "Set rollout to 0% before deleting.");
      case Approved it -> deleted(it.id(), it.manifest(), it.approvedAt(), by, now);
      case Unknown _, Deleted _ -> throw unknown();
    };
  }

  private static ReleaseDeleted deleted(
      UUID id, SignedManifest it, @Nullable Instant approvedAt, String by, Instant now) {
    return new ReleaseDeleted(id, it.version(), it.os(), it.arch(), approvedAt, by, now);
  }

  /**
   * O-12; none when nobody gets it any more, or too few hosts are in trouble.
   *
   * @param failure what most hosts that failed say
   */
  public static Optional<RolloutAutoPaused> autoPause(
      Release release,
      RolloutHealth health,
      UsualSilence usual,
      String failure,
      int failurePercent,
      Instant now) {
    return switch (release) {
      case Approved it when it.percent() > 0 && health.isBad(usual, failurePercent) ->
          Optional.of(
              new RolloutAutoPaused(
                  it.id(),
                  it.manifest(),
                  it.approvedAt(),
                  health.reason(usual, failurePercent, failure),
                  health.offered(),
                  health.failed(),
                  health.silent(),
                  now));
      case Approved _, Pending _, Unknown _, Deleted _ -> Optional.empty();
    };
  }

  private static Refused unknown() {
    return Refused.notFound("This release");
  }

  private ReleaseRules() {}
}
