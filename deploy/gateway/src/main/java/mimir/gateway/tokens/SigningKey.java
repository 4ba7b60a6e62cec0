package mimir.gateway.tokens;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;

/**
 * The gateway's RSA key: read from its file, made (mode 0600) when the file is missing, or kept in
 * memory alone when no file is configured.
 */
@Startup
@ApplicationScoped
class SigningKey {
  private static final Logger LOG = Logger.getLogger(SigningKey.class);
  private static final int MODULUS_BITS = 2048;
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private final RSAPrivateCrtKey privateKey;
  private final RsaJsonWebKey publicKey;

  SigningKey(@ConfigProperty(name = "mimir.gateway.signing-key-file") Optional<Path> file) {
    try {
      this.privateKey = file.isPresent() ? kept(file.get().toAbsolutePath()) : unkept();
      this.publicKey = publicHalf(privateKey);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use MIMIR_SIGNING_KEY_FILE", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("MIMIR_SIGNING_KEY_FILE holds no RSA key in PKCS #8 PEM", e);
    }
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  /** The RFC 7638 thumbprint. */
  String keyId() {
    return publicKey.getKeyId();
  }

  /** The JSON Web Key Set, without anything private. */
  String publicKeys() {
    return new JsonWebKeySet(publicKey).toJson(OutputControlLevel.PUBLIC_ONLY);
  }

  private static RSAPrivateCrtKey unkept() throws GeneralSecurityException {
    LOG.warn("MIMIR_SIGNING_KEY_FILE is not set: the signing key lives in this process only");
    return made();
  }

  private static RSAPrivateCrtKey kept(Path file) throws IOException, GeneralSecurityException {
    if (!Files.exists(file)) {
      write(file, made());
    }
    RSAPrivateCrtKey key = parse(Files.readString(file));
    if (key.getModulus().bitLength() < MODULUS_BITS) {
      throw new GeneralSecurityException("fewer than " + MODULUS_BITS + " bits");
    }
    return key;
  }

  /** Another replica may do the same at this moment: the first file stays, and both read it. */
  private static void write(Path file, RSAPrivateCrtKey key) throws IOException {
    Files.createDirectories(file.getParent());
    var ours = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path whole = Files.createTempFile(file.getParent(), ".signing-key", ".pem", ours);
    try {
      var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
      Files.writeString(whole, BEGIN + "\n" + base64 + "\n" + END + "\n");
      Files.createLink(file, whole);
      LOG.infof("made a signing key in %s", file);
    } catch (FileAlreadyExistsException e) {
      LOG.debugf("%s was made meanwhile", file);
    } finally {
      Files.delete(whole);
    }
  }

  private static RSAPrivateCrtKey made() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(MODULUS_BITS);
    return (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
  }

  static RSAPrivateCrtKey parse(String pem) throws GeneralSecurityException {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new GeneralSecurityException("no PKCS #8 PEM");
    }
    byte[] encoded;
    try {
      String base64 = pem.substring(begin + BEGIN.length(), end);
      encoded = Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("no Base64 in the PEM", e);
    }
    if (KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded))
        instanceof RSAPrivateCrtKey key) {
      return key;
    }
    throw new GeneralSecurityException("an RSA key without its public exponent");
  }

  private static RsaJsonWebKey publicHalf(RSAPrivateCrtKey key) throws GeneralSecurityException {
    BigInteger exponent = key.getPublicExponent();
    var half =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(key.getModulus(), exponent));
    var jwk = new RsaJsonWebKey(half);
    jwk.setKeyId(jwk.calculateBase64urlEncodedThumbprint("SHA-256"));
    jwk.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
    jwk.setUse("sig");
    return jwk;
  }
}
