package mimir.gateway.sessions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of sessions and of signing in. */
@ConfigMapping(prefix = "mimir.gateway.sessions")
interface SessionLimits {
  /** When a session ends, however busy it is. */
  @WithDefault("12h")
  Duration lifetime();

  /** When a session ends that nobody uses. */
  @WithDefault("2h")
  Duration idle();

  /** How long a session that was found is believed without asking again; at most 30 s. */
  @WithDefault("15s")
  Duration remembered();

  /** Failed sign-ins a minute of one name from one address, after which even a right one waits. */
  @WithDefault("5")
  int failuresMax();

  /** Failed sign-ins a minute from one address under any name. */
  @WithDefault("100")
  int failuresPerAddressMax();

  /** Refused sign-ins a minute that become events; more are only counted. */
  @WithDefault("60")
  int refusalsAuditedMax();
}
