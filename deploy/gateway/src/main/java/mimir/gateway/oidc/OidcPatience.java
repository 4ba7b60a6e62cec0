package mimir.gateway.oidc;

import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.common.OidcRequestFilter;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** A provider that accepts a connection and says nothing keeps nobody waiting for ever. */
@Unremovable
@ApplicationScoped
class OidcPatience implements OidcRequestFilter {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  @Override
  public Uni<Void> filter(OidcRequestFilterContext context) {
    context.request().timeout(ANSWER_MAX.toMillis());
    return Uni.createFrom().voidItem();
  }
}
