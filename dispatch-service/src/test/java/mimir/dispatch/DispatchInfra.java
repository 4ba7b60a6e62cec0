package mimir.dispatch;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import mimir.testing.ServiceInfra;

/** What every test of this module that starts the service runs against. */
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "dispatch"))
final class DispatchInfra {
  private DispatchInfra() {}
}
