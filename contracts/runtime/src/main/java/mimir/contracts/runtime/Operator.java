package mimir.contracts.runtime;

import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Who is asking and what they may do: the claims of a token whose signature, issuer, audience and
 * expiry this service has verified itself (P-1). Never a plain header.
 */
@RequestScoped
public class Operator {
  public static final String ADMIN = "admin";
  public static final String CAN_LAUNCH_FLEET_HUNTS = "can_launch_fleet_hunts";

  private final JsonWebToken token;

  Operator(JsonWebToken token) {
    this.token = token;
  }

  public String username() {
    return token.getName();
  }

  public boolean isAdmin() {
    return token.getGroups() != null && token.getGroups().contains(ADMIN);
  }

  public boolean can(String capability) {
    return token
        .<List<Object>>claim("capabilities")
        .map(list -> list.stream().map(Operator::text).anyMatch(capability::equals))
        .orElse(false);
  }

  /** The name of the API key that was used, for the audit trail. */
  public Optional<String> apiKey() {
    return token.<Object>claim("api_key").map(Operator::text);
  }

  /** Who did it, for the event log: {@code alice} or {@code alice (key ci)}. */
  public String actor() {
    return apiKey().map(key -> username() + " (key " + key + ")").orElseGet(this::username);
  }

  /** From then on the token is nobody's word any more; a stream that it opened ends. */
  public Instant until() {
    return Instant.ofEpochSecond(token.getExpirationTime());
  }

  private static String text(Object claim) {
    return claim instanceof JsonString json ? json.getString() : String.valueOf(claim);
  }
}
