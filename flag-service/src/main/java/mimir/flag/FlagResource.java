package mimir.flag;

import io.quarkus.security.Authenticated;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import mimir.contracts.Topics;
import mimir.contracts.flag.FlagEvent;
import mimir.contracts.flag.FlagEvent.FlagFlipped;
import mimir.contracts.runtime.EventLog;
import mimir.contracts.runtime.EventStream;
import mimir.contracts.runtime.Operator;
import mimir.contracts.runtime.Page;
import mimir.contracts.runtime.Recorded;

@Produces(MediaType.APPLICATION_JSON)
@Path("/api/v1/feature-flags")
class FlagResource {
  private final EventLog log;
  private final FlagTables tables;
  private final Operator operator;

  FlagResource(EventLog log, FlagTables tables, Operator operator) {
    this.log = log;
    this.tables = tables;
    this.operator = operator;
  }

  record FlipRequest(@NotNull Boolean enabled) {}

  record Flip(boolean enabled, Instant at, String by) {}

  @GET
  @Authenticated
  public Page<FlagTables.Flag> list() {
    return new Page<>(tables.all(), null);
  }

  @PUT
  @Path("{key}")
  @RolesAllowed(Operator.ADMIN)
  @Transactional
  public FlagTables.Flag flip(String key, @NotNull @Valid FlipRequest request) {
    var flag = KnownFlag.of(key);
    EventStream<FlagEvent> stream = log.open(stream(flag), FlagEvent.CODEC);
    var flips = FlagRules.flip(flag, stream.events(), request.enabled(), operator.username());
    var destination = new EventLog.Destination(Topics.FLAGS, flag.key(), operator.actor());
    log.append(stream.name(), stream.version(), destination, FlagEvent.CODEC, flips)
        .forEach(tables::project);
    return tables.find(flag);
  }

  @GET
  @Path("{key}/history")
  @Authenticated
  public Page<Flip> history(
      String key, @QueryParam("limit") Integer asked, @QueryParam("cursor") String cursor) {
    int limit = Page.limit(asked);
    Long before = Page.after(cursor, Long::valueOf);
    List<Recorded<FlagEvent>> newestFirst =
        log.read(stream(KnownFlag.of(key)), FlagEvent.CODEC).recorded().reversed().stream()
            .filter(recorded -> before == null || recorded.version() < before)
            .limit(limit + 1L)
            .toList();
    var page = Page.of(newestFirst, limit, last -> Long.toString(last.version()));
    return new Page<>(page.items().stream().map(FlagResource::flip).toList(), page.nextCursor());
  }

  private static Flip flip(Recorded<FlagEvent> recorded) {
    return switch (recorded.event()) {
      case FlagFlipped flipped -> new Flip(flipped.enabled(), recorded.at(), flipped.by());
    };
  }

  private static String stream(KnownFlag flag) {
    return "flag-" + flag.key();
  }
}
