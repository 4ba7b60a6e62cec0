package mimir.dispatch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Bounds of the ledger and of the agents' door. Each is a product decision; see docs/adr/0006. */
@ConfigMapping(prefix = "mimir")
public interface DispatchLimits {

  /** How long a host may take for an assignment before it is handed out again. */
  @WithDefault("30m")
  Duration lease();

  /** Most assignments handed to one host in one read. */
  @WithDefault("1")
  @Min(1)
  int claimMax();

  /** Leases without an answer after which an assignment is errored. */
  @WithDefault("10")
  @Min(1)
  int maxAttempts();

  /** How long a host that osquery's denylist stopped is left alone with that query. */
  @WithDefault("24h")
  Duration denylistBackOff();

  /** Claims a second, over all replicas. */
  @WithDefault("200")
  @Min(1)
  int dispatchRate();

  /** Most claims at once, over all replicas. */
  @WithDefault("400")
  @Min(1)
  int dispatchBurst();

  /** Upper bound of a host's own delay after a reconnect. */
  @WithDefault("30s")
  Duration reconnectJitter();

  /** A host seen within this time is connected (H-3); one seen longer ago reconnects (H-4). */
  @WithDefault("90s")
  Duration connectedWithin();

  /** A host seen within this time is online (H-3). */
  @WithDefault("10m")
  Duration onlineWithin();

  /** A host seen within this time, and not online, is stale; after it, offline (H-3). */
  @WithDefault("24h")
  Duration staleWithin();

  /** How often a host's last contact is written down at most. */
  @WithDefault("60s")
  Duration lastSeenWriteEvery();

  /** How often a host's last contact is published on the hosts topic at most. */
  @WithDefault("10m")
  Duration lastSeenPublishEvery();

  /** Most bytes that are kept of one body of an agent, before and after inflating. */
  @WithDefault("67108864")
  @Min(1)
  long agentBodyMaxBytes();

  /**
   * Most bytes that are read of a write whose key is in its header: of what lies behind those that
   * are kept, rows are dropped and the answer is marked as truncated.
   */
  @WithDefault("536870912")
  @Min(1)
  long agentBodyReadMaxBytes();

  /** Longest pause of an agent that is sending a body. */
  @WithDefault("20s")
  Duration agentBodySilenceMax();

  /** Longest time that one body may take; osquery itself gives up much earlier. */
  @WithDefault("2m")
  Duration agentBodyTimeMax();

  /** Where bodies wait that are too large for the memory; by default with temporary files. */
  Optional<Path> agentSpoolDirectory();

  /** Most bytes of all bodies there; those without a node key in the header get half of it. */
  @WithDefault("4294967296")
  @Min(1)
  long agentSpoolMaxBytes();

  /** Failed enrollments a minute from one address before it is told to wait. */
  @WithDefault("30")
  @Min(1)
  int enrollFailuresPerMinute();

  /** Node keys of nobody a minute from one address before it is told to wait. */
  @WithDefault("600")
  @Min(1)
  int unknownKeysPerMinute();

  /** The Ed25519 public keys of which one must have signed what is offered (O-11). */
  Optional<List<String>> releasePublicKeys();

  /** Where osquery-release-service keeps binaries, each under its SHA-256; only read here. */
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
}
