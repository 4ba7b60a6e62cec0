package mimir.campaign.rebuild;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import mimir.contracts.runtime.Problem;
import org.jboss.logging.Logger;

/** {@code POST /internal/rebuild}, on the management port alone: it is no operator's call. */
@ApplicationScoped
class RebuildRoute {
  private static final Logger LOG = Logger.getLogger(RebuildRoute.class);

  private final Rebuild rebuild;

  RebuildRoute(Rebuild rebuild) {
    this.rebuild = rebuild;
  }

  void register(@Observes ManagementInterface management) {
    // Not ordered: a second call must not wait for the first, it is refused.
    management.router().post("/internal/rebuild").blockingHandler(this::answer, false);
  }

  private void answer(RoutingContext context) {
    try {
      var rebuilt = rebuild.run();
      reply(
          context,
          200,
          "application/json",
          new JsonObject()
              .put("events", rebuilt.events())
              .put("campaigns", rebuilt.campaigns())
              .put("seconds", rebuilt.seconds()));
    } catch (Refused refused) {
      problem(context, Problem.of(refused.code(), refused.getMessage(), refused.extras()));
    } catch (RuntimeException e) {
      LOG.error("the rebuild failed and changed nothing", e);
      problem(
          context,
          Problem.of(
              ErrorCode.INTERNAL_ERROR, "It failed and changed nothing; see the log.", Map.of()));
    }
  }

  private static void problem(RoutingContext context, Problem problem) {
    reply(context, problem.status(), Problem.MEDIA_TYPE, JsonObject.mapFrom(problem));
  }

  private static void reply(RoutingContext context, int status, String type, JsonObject body) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .end(body.encode());
  }
}
