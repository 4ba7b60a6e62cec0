package mimir.dispatch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of the ledger and of the agents' door. Each is a product decision; see docs/adr/0006. */
@ConfigMapping(prefix = "mimir")
public interface DispatchLimits {

  /** How long a host may take for an assignment before it is handed out again. */
  @WithDefault("30m")
  Duration lease();

  /** Most assignments handed to one host in one read. */
  @WithDefault("1")
  int claimMax();

  /** Leases without an answer after which an assignment is errored. */
  @WithDefault("10")
  int maxAttempts();

  /** How long a host that osquery's denylist stopped is left alone with that query. */
  @WithDefault("24h")
  Duration denylistBackOff();

  /** Claims a second, over all replicas. */
  @WithDefault("200")
  int dispatchRate();

  /** Most claims at once, over all replicas. */
  @WithDefault("400")
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

  /**
   * Most bytes of one body of an agent, before and after inflating; also of all bodies that are
   * being read at one time.
   */
  @WithDefault("67108864")
  long agentBodyMaxBytes();

  /** Most bytes of a body whose sender shows no node key in its header: it may be anybody. */
  @WithDefault("8388608")
  long agentBodyUnknownMaxBytes();

  /** Failed enrollments a minute from one address before it is told to wait. */
  @WithDefault("30")
  int enrollFailuresPerMinute();

  /** Node keys of nobody a minute from one address before it is told to wait. */
  @WithDefault("600")
  int unknownKeysPerMinute();
}
