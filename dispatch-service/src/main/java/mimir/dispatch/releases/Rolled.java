package mimir.dispatch.releases;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import mimir.contracts.release.ReleaseEvent.SignedManifest;

/**
 * A release that was approved.
 *
 * @param percent 0: nobody is told to install it
 * @param manifest none once it is deleted
 */
public record Rolled(
    UUID releaseId,
    String version,
    String os,
    String arch,
    Instant approvedAt,
    int percent,
    Optional<SignedManifest> manifest) {

  static Rolled of(UUID releaseId, SignedManifest manifest, Instant approvedAt, int percent) {
    return new Rolled(
        releaseId,
        manifest.version(),
        manifest.os(),
        manifest.arch(),
        approvedAt,
        percent,
        Optional.of(manifest));
  }

  boolean isFor(String os, String arch) {
    return this.os.equals(os) && this.arch.equals(arch);
  }
}
