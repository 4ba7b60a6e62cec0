package mimir.contracts.runtime;

import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** Takes every kind of field, and fails in every way; only tests have it. */
@Path("/echo")
@PermitAll
public class EchoResource {

  public record Everything(
      @Size(max = 5) String text,
      @Min(1) @Max(10) int smallNumber,
      boolean flag,
      UUID id,
      @Valid Inner inner) {}

  public record Inner(@NotNull String liveText) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Everything echo(@NotNull @Valid Everything everything) {
    return everything;
  }

  @GET
  @Path("refused")
  public String refused() {
    throw new Refused(
        ErrorCode.TOO_MANY_ATTEMPTS, "Wait.", Map.of("retry_after_seconds", 7, "who", "x"));
  }

  @GET
  @Path("fault")
  public String fault() {
    throw new IllegalStateException("SELECT secret FROM somewhere");
  }
}
