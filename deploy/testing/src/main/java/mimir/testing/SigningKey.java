package mimir.testing;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** The key that stands in for the gateway's, one in a JVM, and the JWKS file that publishes it. */
final class SigningKey {
  static final String ID = "test";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private SigningKey() {}

  static PrivateKey privateKey() {
    var encoded = Base64.getDecoder().decode(values().get("private"));
    try {
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The URL of the JWKS file. */
  static String jwksUrl() {
    return values().get("jwks");
  }

  private static Map<String, String> values() {
    return PerJvm.values("signing-key", SigningKey::make);
  }

  private static Map<String, String> make() throws GeneralSecurityException, IOException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var pair = generator.generateKeyPair();
    var publicKey = (RSAPublicKey) pair.getPublic();
    var file = Files.createTempFile("mimir-test-jwks", ".json");
    file.toFile().deleteOnExit();
    Files.writeString(
        file,
        """
        {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "%s", "n": "%s", "e": "%s"}]}
        """
            .formatted(
                ID, unsigned(publicKey.getModulus()), unsigned(publicKey.getPublicExponent())));
    return Map.of(
        "private", Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()),
        "jwks", file.toUri().toString());
  }

  /** A JWK number has no sign byte. */
  private static String unsigned(BigInteger number) {
    var bytes = number.toByteArray();
    return BASE64.encodeToString(
        bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }
}
