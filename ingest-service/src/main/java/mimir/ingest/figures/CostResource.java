package mimir.ingest.figures;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.ingest.figures.FigureTables.Cost;
import org.eclipse.microprofile.openapi.annotations.Operation;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns/{id}/cost")
@Authenticated
class CostResource {
  private final FigureTables figures;

  CostResource(FigureTables figures) {
    this.figures = figures;
  }

  @GET
  @RunOnVirtualThread
  @Operation(
      summary = "What the query cost the hosts: median and 95th percentile, over those that tell")
  public Cost read(UUID id) {
    if (figures.span(id).isEmpty()) {
      throw Refused.notFound("This campaign");
    }
    return figures.cost(id);
  }
}
