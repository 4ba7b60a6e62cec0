package mimir.ingest.figures;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import mimir.contracts.Refused;
import mimir.ingest.figures.FigureTables.Bucket;
import mimir.ingest.figures.FigureTables.Span;
import org.eclipse.microprofile.openapi.annotations.Operation;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns/{id}/timeline")
@Authenticated
class TimelineResource {
  private final FigureTables figures;

  TimelineResource(FigureTables figures) {
    this.figures = figures;
  }

  /**
   * When a campaign's answers were taken in.
   *
   * @param liveUntil what was taken in from then on is late
   * @param items those buckets in which something came, the earliest first
   */
  record Timeline(Instant startedAt, Instant liveUntil, int bucketSeconds, List<Bucket> items) {}

  @GET
  @RunOnVirtualThread
  @Operation(summary = "When the answers came, in at most 60 buckets from the launch on")
  public Timeline read(UUID id) {
    Span span = figures.span(id).orElseThrow(() -> Refused.notFound("This campaign"));
    int width = TimelineRules.bucketSeconds(span.launchedAt(), span.liveUntil(), span.lastAt());
    return new Timeline(
        span.launchedAt(), span.liveUntil(), width, figures.buckets(id, span.launchedAt(), width));
  }
}
