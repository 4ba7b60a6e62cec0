package mimir.dispatch;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The service's limits as an environment makes them, without a service around them. */
public final class Limits {
  private Limits() {}

  public static DispatchLimits defaults() {
    return of(Map.of());
  }

  public static DispatchLimits of(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withSources(new EnvConfigSource(environment, 300))
        .withMapping(DispatchLimits.class)
        .withValidateUnknown(false)
        .build()
        .getConfigMapping(DispatchLimits.class);
  }
}
