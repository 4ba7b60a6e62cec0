package mimir.journey;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens as the gateway of a running system signs them, with its own key, and near misses: each is
 * an admin's that would be believed but for one thing.
 */
final class ForgedTokens {
  static final String SOMEBODY_ELSES = "signed by somebody else";

  private static final JsonMapper JSON = new JsonMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Duration GOOD_FOR = Duration.ofMinutes(3);

  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final String keyId;
  private final String published;
  private final KeyPair ours;

  private ForgedTokens(PrivateKey privateKey, String published) throws GeneralSecurityException {
    JsonNode jwk = tree(published).at("/keys/0");
    this.privateKey = privateKey;
    this.published = published;
    this.keyId = jwk.get("kid").asText();
    this.publicKey =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    this.ours = generator.generateKeyPair();
  }

  static ForgedTokens of(LocalSystem local) {
    try {
      String pem = Files.readString(local.data().resolve("gateway-signing-key.pem"), US_ASCII);
      byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      var published =
          new Wire(local.gateway()).get("/.well-known/jwks.json", Map.of("Accept", "*/*"));
      return new ForgedTokens(key, published.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One that every service believes. */
  String good(String role, String... capabilities) {
    var claims = claims(role);
    claims.put("capabilities", List.of(capabilities));
    return signed(header("RS256"), claims, privateKey);
  }

  /** By what is wrong with them. */
  Map<String, String> nearMisses() {
    var tokens = new LinkedHashMap<String, String>();
    tokens.put("expired", withTimes(Duration.ofHours(-1)));
    tokens.put("wrong audience", with("aud", "elsewhere"));
    tokens.put("wrong issuer", with("iss", "elsewhere"));
    tokens.put("alg none", part(header("none")) + "." + part(claims("admin")) + ".");
    tokens.put("HS256 with the public key", hmac(publicKey.getEncoded()));
    tokens.put(SOMEBODY_ELSES, signed(header("RS256"), claims("admin"), ours()));
    return tokens;
  }

  /** More of them; enough to be tried at one address of each service. */
  Map<String, String> furtherNearMisses() {
    var tokens = new LinkedHashMap<String, String>();
    String good = good("admin");
    String unsigned = good.substring(0, good.lastIndexOf('.') + 1);
    tokens.put("from tomorrow", withTimes(Duration.ofDays(1)));
    tokens.put("without an end", without("exp"));
    tokens.put("without an audience", without("aud"));
    tokens.put("without an issuer", without("iss"));
    tokens.put("signature taken off", unsigned);
    tokens.put("signature cut", good.substring(0, good.length() - 4));
    tokens.put("signature of another token", unsigned + after(good("operator")));
    tokens.put("alg None", part(header("None")) + "." + part(claims("admin")) + ".");
    tokens.put("HS256 with the PEM", hmac(pem().getBytes(US_ASCII)));
    tokens.put("HS256 with the key set", hmac(published.getBytes(UTF_8)));
    tokens.put("RS512", signed(header("RS512"), claims("admin"), privateKey));
    tokens.put("foreign kid", signedByUs("kid", "elsewhere"));
    tokens.put("jku", signedByUs("jku", "http://127.0.0.1:1/keys.json"));
    tokens.put("x5u", signedByUs("x5u", "http://127.0.0.1:1/chain.pem"));
    tokens.put("jwk", signedByUs("jwk", ourJwk()));
    tokens.put("no token", "x");
    tokens.put("empty parts", "..");
    return tokens;
  }

  private static String after(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }

  private PrivateKey ours() {
    return ours.getPrivate();
  }

  private Map<String, Object> ourJwk() {
    var key = (RSAPublicKey) ours.getPublic();
    return Map.of(
        "kty",
        "RSA",
        "n",
        BASE64.encodeToString(key.getModulus().toByteArray()),
        "e",
        BASE64.encodeToString(key.getPublicExponent().toByteArray()));
  }

  private String signedByUs(String member, Object value) {
    var header = header("RS256");
    header.put(member, value);
    return signed(header, claims("admin"), ours());
  }

  private String withTimes(Duration later) {
    var claims = claims("admin");
    Instant start = Instant.now().plus(later);
    claims.put("iat", start.getEpochSecond());
    claims.put("nbf", start.getEpochSecond());
    claims.put("exp", start.plus(GOOD_FOR).getEpochSecond());
    return signed(header("RS256"), claims, privateKey);
  }

  private String with(String claim, String value) {
    var claims = claims("admin");
    claims.put(claim, value);
    return signed(header("RS256"), claims, privateKey);
  }

  private String without(String claim) {
    var claims = claims("admin");
    claims.remove(claim);
    return signed(header("RS256"), claims, privateKey);
  }

  private Map<String, Object> header(String algorithm) {
    var header = new LinkedHashMap<String, Object>();
    header.put("alg", algorithm);
    header.put("typ", "JWT");
    header.put("kid", keyId);
    return header;
  }

  private static Map<String, Object> claims(String role) {
    Instant now = Instant.now();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", "mimir-gateway");
    claims.put("aud", "mimir");
    claims.put("sub", "mallory");
    claims.put("upn", "mallory");
    claims.put("groups", List.of(role));
    claims.put("capabilities", List.of());
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(GOOD_FOR).getEpochSecond());
    return claims;
  }

  private static String signed(
      Map<String, Object> header, Map<String, Object> claims, PrivateKey key) {
    String text = part(header) + "." + part(claims);
    try {
      boolean long512 = header.get("alg").equals("RS512");
      var signature = Signature.getInstance(long512 ? "SHA512withRSA" : "SHA256withRSA");
      signature.initSign(key);
      signature.update(text.getBytes(US_ASCII));
      return text + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String hmac(byte[] secret) {
    String text = part(header("HS256")) + "." + part(claims("admin"));
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return text + "." + BASE64.encodeToString(mac.doFinal(text.getBytes(US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String pem() {
    String lines =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey.getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
  }

  private static BigInteger number(JsonNode jwk, String member) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.get(member).asText()));
  }

  private static String part(Map<String, Object> content) {
    try {
      return BASE64.encodeToString(JSON.writeValueAsBytes(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
