package mimir.dispatch;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.Map;

/** The service's limits as an environment makes them, without a service around them. */
public final class Limits {
  private static final Validator VALIDATOR =
      Validation.buildDefaultValidatorFactory().getValidator();

  private Limits() {}

  public static DispatchLimits defaults() {
    return of(Map.of());
  }

  public static DispatchLimits of(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withValidator((BeanValidationConfigValidator) () -> VALIDATOR)
        .withSources(new EnvConfigSource(environment, 300))
        .withMapping(DispatchLimits.class)
        .withValidateUnknown(false)
        .build()
        .getConfigMapping(DispatchLimits.class);
  }
}
