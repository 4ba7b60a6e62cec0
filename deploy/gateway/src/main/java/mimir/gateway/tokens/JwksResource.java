package mimir.gateway.tokens;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The keys that the services verify with; public by nature. */
@Path("/.well-known/jwks.json")
public class JwksResource {
  private final SigningKey key;

  JwksResource(SigningKey key) {
    this.key = key;
  }

  @GET
  @PermitAll
  @Produces(MediaType.APPLICATION_JSON)
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(type = SchemaType.OBJECT, implementation = Object.class)))
  public String keys() {
    return key.publicKeys();
  }
}
