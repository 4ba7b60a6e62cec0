package mimir.dispatch.guard;

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
  @Startup
  SqlGuard guard(GuardLimits limits) {
    OsquerySchema schema = OsquerySchema.bundled();
    return new SqlGuard(schema, DenyList.of(limits.sqlDenyList().orElse(DenyList.DEFAULT), schema));
  }

  void close(@Disposes SqlGuard guard) {
    guard.close();
  }
}
