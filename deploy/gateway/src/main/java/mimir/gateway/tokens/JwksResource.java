package mimir.gateway.tokens;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

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
  public String keys() {
    return key.publicKeys();
  }
}
