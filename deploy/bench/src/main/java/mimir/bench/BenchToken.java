package mimir.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Stands in for the gateway, which signs who is asking: the service is asked without it. */
final class BenchToken {
  private static final String KEY_ID = "bench";
  private static final int LIFETIME_SECONDS = 180;
  private static final JsonMapper JSON = new JsonMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair keys;

  BenchToken() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** Where the services find the key. */
  String publish(Path file) throws IOException {
    var key = (RSAPublicKey) keys.getPublic();
    var published =
        Map.of(
            "keys",
            List.of(
                Map.of(
                    "kty",
                    "RSA",
                    "use",
                    "sig",
                    "alg",
                    "RS256",
                    "kid",
                    KEY_ID,
                    "n",
                    unsigned(key.getModulus()),
                    "e",
                    unsigned(key.getPublicExponent()))));
    Files.write(file, JSON.writeValueAsBytes(published));
    return file.toUri().toString();
  }

  /** An operator's, for the next three minutes. */
  String now() throws IOException {
    long from = Instant.now().getEpochSecond();
    var claims =
        Map.of(
            "iss",
            "mimir-gateway",
            "aud",
            "mimir",
            "sub",
            "bench",
            "upn",
            "bench",
            "groups",
            List.of("operator"),
            "capabilities",
            List.of(),
            "jti",
            UUID.randomUUID().toString(),
            "iat",
            from,
            "exp",
            from + LIFETIME_SECONDS);
    String text = part(Map.of("alg", "RS256", "typ", "JWT", "kid", KEY_ID)) + "." + part(claims);
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(text.getBytes(UTF_8));
      return text + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key signs", e);
    }
  }

  private static String part(Map<String, ?> content) throws IOException {
    return BASE64.encodeToString(JSON.writeValueAsBytes(content));
  }

  /** A JWK number has no sign byte. */
  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return BASE64.encodeToString(
        bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }
}
