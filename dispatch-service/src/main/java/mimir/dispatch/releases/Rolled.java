package mimir.dispatch.releases;

import java.time.Instant;
import java.util.UUID;
import mimir.contracts.release.ReleaseEvent.SignedManifest;

/** A release that hosts are told to install: approved, and its rollout above 0. */
public record Rolled(UUID releaseId, SignedManifest manifest, Instant approvedAt, int percent) {

  boolean isFor(String os, String arch) {
    return manifest.os().equals(os) && manifest.arch().equals(arch);
  }
}
