package mimir.gateway.routing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where the services are and how long they may be silent. */
@ConfigMapping(prefix = "mimir.gateway")
interface RelaySettings {
  Upstreams upstreams();

  /** A relayed call on which nothing moves for so long is given up; streams send a comment. */
  @WithDefault("60s")
  Duration upstreamIdle();

  /** A service that does not answer so often in a row is left alone for a while. */
  @WithDefault("5")
  int upstreamFailuresMax();

  /** For so long nobody is let through to it; then a few, and if they are answered, all. */
  @WithDefault("5s")
  Duration upstreamRest();

  /** Scheme, host and port of each service. */
  interface Upstreams {
    URI flag();

    URI campaign();

    URI dispatch();

    URI ingest();

    URI release();
  }

  default URI urlOf(Upstream upstream) {
    return switch (upstream) {
      case FLAG -> upstreams().flag();
      case CAMPAIGN -> upstreams().campaign();
      case DISPATCH -> upstreams().dispatch();
      case INGEST -> upstreams().ingest();
      case RELEASE -> upstreams().release();
    };
  }
}
