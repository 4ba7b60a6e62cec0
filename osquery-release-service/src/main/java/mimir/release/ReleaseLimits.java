package mimir.release;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Bounds of releases. Each is a product decision; see docs/adr/0006. */
@ConfigMapping(prefix = "mimir")
public interface ReleaseLimits {

  /** The Ed25519 public keys of which one must have signed, 64 hexadecimal digits each (O-11). */
  Optional<List<String>> releasePublicKeys();

  /** Whether the admin who approves must be another than the one who registered (O-4). */
  @WithDefault("false")
  boolean releaseTwoPerson();

  /** Where binaries are kept, each under its SHA-256; dispatch-service reads the same. */
  @WithDefault("data/releases")
  Path releaseStore();

  /**
   * A bucket for the binaries, {@code s3://bucket} or {@code s3://bucket/folder}; none: the
   * directory.
   */
  Optional<URI> releaseBucket();

  /** Where another object storage than AWS answers. */
  Optional<URI> releaseBucketEndpoint();

  @WithDefault("us-east-1")
  String releaseBucketRegion();

  /** Most bytes of a binary, and of the request that uploads it. */
  @WithDefault("512M")
  MemorySize releaseBinaryMax();

  /** More of the hosts that were offered a release than this failing or silent pauses it (O-12). */
  @WithDefault("5")
  @Min(0)
  @Max(100)
  int rolloutFailurePercent();

  /** A host that was offered a release and then not heard of for so long is silent. */
  @WithDefault("1h")
  Duration rolloutSilentAfter();
}
