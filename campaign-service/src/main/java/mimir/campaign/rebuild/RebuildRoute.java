package mimir.campaign.rebuild;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
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
          Map.of(
              "events", rebuilt.events(),
              "campaigns", rebuilt.campaigns(),
              "seconds", rebuilt.seconds()));
    } catch (Refused refused) {
      problem(context, refused.code(), refused.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the rebuild failed and changed nothing", e);
      problem(context, ErrorCode.INTERNAL_ERROR, "It failed and changed nothing; see the log.");
    }
  }

  private static void problem(RoutingContext context, ErrorCode code, String detail) {
    reply(
        context,
        code.status(),
        "application/problem+json",
        Map.of(
            "type", code.type(),
            "title", code.title(),
            "status", code.status(),
            "detail", detail,
            "code", code.code()));
  }

  private static void reply(
      RoutingContext context, int status, String type, Map<String, Object> body) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .end(new JsonObject(body).encode());
  }
}
