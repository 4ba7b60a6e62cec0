package mimir.release.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.release.rollout.OfferTables.Failure;
import mimir.release.rollout.RolloutHealth;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A release as admins see it. */
@Schema(name = "Release")
record ShownRelease(
    UUID id,
    String version,
    @Schema(enumeration = {"linux", "darwin", "windows", "freebsd"}) String os,
    @Schema(enumeration = {"amd64", "arm64"}) String arch,
    @Schema(enumeration = {"pending", "approved"}) String status,
    @Schema(nullable = true, description = "0 to 100; null before approval.") Integer rollout,
    Instant addedAt,
    String addedBy,
    @Schema(nullable = true) Instant approvedAt,
    @Schema(nullable = true) String approvedBy,
    String downloadUrl,
    String sha256,
    Instant manifestTimestamp,
    @Schema(description = "Whether the binary was uploaded: without it no host is offered it.")
        boolean hasBinary,
    @Schema(description = "Hosts, of all that were ever offered it.") RolloutHealth health,
    @Schema(description = "What hosts say that failed, the commonest first, at most 5.")
        List<Failure> failures,
    @Schema(nullable = true, description = "Why its rollout was paused by itself; null otherwise.")
        String pauseReason) {

  private static final int FAILURES_MAX = 5;

  static ShownRelease of(
      ReleaseTables.Row row, boolean hasBinary, RolloutHealth health, List<Failure> failures) {
    return new ShownRelease(
        row.id(),
        row.version(),
        row.os(),
        row.arch(),
        row.status(),
        row.rollout(),
        row.addedAt(),
        row.addedBy(),
        row.approvedAt(),
        row.approvedBy(),
        row.downloadUrl(),
        row.sha256(),
        row.manifestTimestamp(),
        hasBinary,
        health,
        failures.stream().limit(FAILURES_MAX).toList(),
        row.pauseReason());
  }
}
