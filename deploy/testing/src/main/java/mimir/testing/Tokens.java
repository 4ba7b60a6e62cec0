package mimir.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Tokens as the gateway signs them, and near misses of them. Signed by hand and not by a JWT
 * library: a test must be able to make what a library would refuse to.
 */
public final class Tokens {
  static final String ISSUER = "mimir-gateway";
  static final String AUDIENCE = "mimir";

  private static final Duration LIFETIME = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private Tokens() {}

  public static String admin(String username) {
    return signed(claims(username, "admin"));
  }

  public static String operator(String username) {
    return signed(claims(username, "operator"));
  }

  public static String operatorWith(String username, String... capabilities) {
    var claims = claims(username, "operator");
    claims.put("capabilities", List.of(capabilities));
    return signed(claims);
  }

  /** An admin's, from an hour ago. */
  public static String expired(String username) {
    var claims = claims(username, "admin");
    var end = Instant.now().minus(Duration.ofHours(1));
    claims.put("iat", end.minus(LIFETIME).getEpochSecond());
    claims.put("exp", end.getEpochSecond());
    return signed(claims);
  }

  /** An admin's, meant for somebody else. */
  public static String wrongAudience(String username) {
    var claims = claims(username, "admin");
    claims.put("aud", "elsewhere");
    return signed(claims);
  }

  /** An admin's, from somebody else. */
  public static String wrongIssuer(String username) {
    var claims = claims(username, "admin");
    claims.put("iss", "elsewhere");
    return signed(claims);
  }

  /** An admin's claims, signed by nobody. */
  public static String unsigned(String username) {
    return part(Map.of("alg", "none", "typ", "JWT")) + "." + part(claims(username, "admin")) + ".";
  }

  /** The claims of a good token, to be changed by the caller and then {@link #signed}. */
  public static Map<String, Object> claims(String username, String role) {
    var now = Instant.now();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", ISSUER);
    claims.put("aud", AUDIENCE);
    claims.put("sub", username);
    claims.put("upn", username);
    claims.put("groups", List.of(role));
    claims.put("capabilities", List.of());
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(LIFETIME).getEpochSecond());
    return claims;
  }

  /** Any claims, signed with the key that the services under test trust. */
  public static String signed(Map<String, Object> claims) {
    var header = Map.<String, Object>of("alg", "RS256", "typ", "JWT", "kid", SigningKey.ID);
    var text = part(header) + "." + part(claims);
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(SigningKey.privateKey());
      signature.update(text.getBytes(UTF_8));
      return text + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String part(Map<String, Object> content) {
    try {
      return BASE64.encodeToString(JSON.writeValueAsBytes(content));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
