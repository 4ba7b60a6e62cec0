package mimir.ingest.stack;

import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import mimir.contracts.runtime.Page;
import mimir.ingest.columns.ColumnTables;
import mimir.ingest.retention.KeptRows;
import mimir.ingest.stack.StackTables.Place;
import mimir.ingest.stack.StackTables.Stack;
import mimir.ingest.stack.StackTables.Value;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/campaigns/{id}/stack")
@Authenticated
class StackResource {
  private final StackTables stacks;
  private final StackCount counting;
  private final ColumnTables columns;
  private final KeptRows kept;

  StackResource(StackTables stacks, StackCount counting, ColumnTables columns, KeptRows kept) {
    this.kept = kept;
    this.stacks = stacks;
    this.counting = counting;
    this.columns = columns;
  }

  /**
   * A page of a column's values.
   *
   * @param exact always: nothing is estimated
   * @param countedAt the counts are of the answers that were stored then
   * @param hosts all hosts with rows
   * @param rows all rows
   */
  record Stacked(
      String column,
      @Schema(enumeration = {"rarest", "commonest"}) String order,
      boolean exact,
      Instant countedAt,
      long hosts,
      long rows,
      List<Value> items,
      @Schema(nullable = true) String nextCursor) {}

  /**
   * Each value with its hosts and rows. The first page counts what has come since the last call;
   * further pages are of the same count, unless somebody counts meanwhile.
   */
  @GET
  @RunOnVirtualThread
  public Stacked page(
      UUID id,
      @QueryParam("column") @Parameter(required = true) String column,
      @QueryParam("order") @Schema(enumeration = {"rarest", "commonest"}) String order,
      @QueryParam("limit") Integer asked,
      @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    var by = StackOrder.of(order);
    Place after = Page.after(cursor, Place::parse);
    kept.check(id);
    columns.check(id, column);
    Stack stack =
        after == null
            ? counting.count(id, column)
            : stacks.counted(id, column).orElseGet(() -> counting.count(id, column));
    Place from = Objects.requireNonNullElse(after, Place.before(by));
    var page = Page.of(stacks.page(id, column, by, from, limit + 1), limit, Place::of);
    return new Stacked(
        column,
        by.wire(),
        true,
        stack.countedAt(),
        stack.hosts(),
        stack.rows(),
        page.items(),
        page.nextCursor());
  }
}
