package mimir.dispatch.releases;

import java.time.Instant;
import java.util.UUID;
import mimir.contracts.release.ReleaseEvent.SignedManifest;

/**
 * An approved release.
 *
 * @param percent 0: nobody is told to install it
 */
public record Rolled(UUID releaseId, SignedManifest manifest, Instant approvedAt, int percent) {

  boolean isFor(String os, String arch) {
    return manifest.os().equals(os) && manifest.arch().equals(arch);
  }
}
