package mimir.campaign.launches;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import mimir.campaign.launches.FrozenIocTables.FrozenAt;
import mimir.contracts.Refused;
import mimir.contracts.campaign.IndicatorType;
import mimir.contracts.campaign.Severity;
import mimir.contracts.runtime.Page;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The frozen indicators of a campaign (V-7). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns/{id}/iocs")
@Authenticated
class FrozenIocResource {
  private final FrozenIocTables tables;

  FrozenIocResource(FrozenIocTables tables) {
    this.tables = tables;
  }

  @Schema(name = "FrozenIoc")
  record FrozenIocShown(
      UUID iocId,
      @Schema(implementation = IndicatorType.class) String type,
      String value,
      @Schema(implementation = Severity.class) String severity) {}

  @GET
  @Operation(
      summary = "The frozen indicators, in the order of the launch",
      description = "Also of a live-only hunt, by its id. None for an operator's own SQL.")
  public Page<FrozenIocShown> list(
      UUID id, @QueryParam("limit") Integer asked, @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    Integer after = Page.after(cursor, Integer::valueOf);
    List<FrozenAt> found = tables.page(id, after == null ? -1 : after, limit + 1);
    if (found.isEmpty() && !tables.launched(id)) {
      throw Refused.notFound("This campaign");
    }
    Page<FrozenAt> page = Page.of(found, limit, last -> Integer.toString(last.place()));
    return new Page<>(
        page.items().stream()
            .map(
                each ->
                    new FrozenIocShown(each.iocId(), each.type(), each.value(), each.severity()))
            .toList(),
        page.nextCursor());
  }
}
