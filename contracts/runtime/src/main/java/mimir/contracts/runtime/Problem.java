package mimir.contracts.runtime;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** RFC 9457: what a client is told when the answer is no. */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    @JsonAnyGetter Map<String, Object> extras) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ErrorCode code, String detail, Map<String, Object> extras) {
    return new Problem(code.type(), code.title(), code.status(), detail, code.code(), extras);
  }

  static Response response(ErrorCode code, String detail) {
    return response(new Refused(code, detail));
  }

  static Response response(Refused refused) {
    var problem = of(refused.code(), refused.getMessage(), refused.extras());
    var response =
        Response.status(problem.status())
            .type(MediaType.valueOf(MEDIA_TYPE))
            .header("Cache-Control", "no-store")
            .entity(problem);
    if (refused.extras().get("retry_after_seconds") instanceof Number seconds) {
      response.header("Retry-After", seconds);
    }
    return response.build();
  }
}
