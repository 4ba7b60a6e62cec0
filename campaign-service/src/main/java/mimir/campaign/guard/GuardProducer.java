package mimir.campaign.guard;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import mimir.contracts.guard.DenyList;
import mimir.contracts.guard.OsquerySchema;
import mimir.contracts.guard.SqlGuard;

/** Makes the one guard when the service starts, so that a wrong deny-list is seen then. */
@ApplicationScoped
class GuardProducer {

  @Produces
  @Singleton
  OsquerySchema schema() {
    return OsquerySchema.bundled();
  }

  @Produces
  @Singleton
  @Startup
  SqlGuard guard(OsquerySchema schema, GuardLimits limits) {
    return new SqlGuard(schema, DenyList.of(limits.sqlDenyList().orElse(DenyList.DEFAULT), schema));
  }

  void close(@Disposes SqlGuard guard) {
    guard.close();
  }
}
