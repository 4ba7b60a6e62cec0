package mimir.gateway.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import mimir.contracts.ErrorCode;
import mimir.contracts.runtime.Problem;

/** Refusals that are made before any resource is reached. */
@ApplicationScoped
class ProblemReply {
  private final ObjectMapper json;

  ProblemReply(ObjectMapper json) {
    this.json = json;
  }

  void send(RoutingContext context, ErrorCode code, String detail) {
    send(context, code, detail, Map.of());
  }

  void send(RoutingContext context, ErrorCode code, String detail, Map<String, Object> extras) {
    var response = context.response();
    if (response.ended() || response.headWritten()) {
      return;
    }
    response
        .setStatusCode(code.status())
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .end(body(code, detail, extras));
  }

  Buffer body(ErrorCode code, String detail, Map<String, Object> extras) {
    try {
      return Buffer.buffer(json.writeValueAsBytes(Problem.of(code, detail, extras)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a problem", e);
    }
  }
}
