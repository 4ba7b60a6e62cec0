package mimir.gateway.tokens;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Says to the services, signed and for 180 s, who a person is and what they may do. */
@ApplicationScoped
public class Tokens {
  static final String ISSUER = "mimir-gateway";
  static final String AUDIENCE = "mimir";
  static final Duration GOOD_FOR = Duration.ofMinutes(3);

  private final SigningKey key;
  private final InstantSource clock;

  Tokens(SigningKey key, InstantSource clock) {
    this.key = key;
    this.clock = clock;
  }

  /**
   * Takes about a millisecond of CPU: for a session once in a while, not for every request.
   *
   * @param apiKey the name of the person's key, where it was one that called
   */
  public String issue(
      String username, String role, List<String> capabilities, Optional<String> apiKey) {
    Instant now = clock.instant();
    var claims = new JwtClaims();
    claims.setIssuer(ISSUER);
    claims.setAudience(AUDIENCE);
    claims.setSubject(username);
    claims.setStringClaim("upn", username);
    claims.setStringListClaim("groups", role);
    claims.setStringListClaim("capabilities", capabilities);
    apiKey.ifPresent(name -> claims.setStringClaim("api_key", name));
    claims.setJwtId(UUID.randomUUID().toString());
    claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
    claims.setExpirationTime(NumericDate.fromSeconds(now.plus(GOOD_FOR).getEpochSecond()));
    var signature = new JsonWebSignature();
    signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
    signature.setHeader("typ", "JWT");
    signature.setKeyIdHeaderValue(key.keyId());
    signature.setKey(key.privateKey());
    signature.setPayload(claims.toJson());
    try {
      return signature.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
  }
}
