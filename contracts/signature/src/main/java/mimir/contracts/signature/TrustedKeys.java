package mimir.contracts.signature;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import mimir.contracts.agreed.Manifest;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The public keys of which one must have signed; several while they are rotated (O-11). */
public final class TrustedKeys {
  private static final String ALGORITHM = "Ed25519";
  private static final Pattern KEY = Pattern.compile("[0-9a-fA-F]{64}");
  private static final Pattern SIGNATURE = Pattern.compile("[0-9a-fA-F]{128}");

  private final List<Key> keys;

  private TrustedKeys(List<Key> keys) {
    this.keys = keys;
  }

  private record Key(byte[] raw, PublicKey jdk) {}

  /**
   * @param hex each 64 hexadecimal digits, as RFC 8032 writes a public key
   * @throws IllegalArgumentException says which of them cannot be trusted, and why
   */
  public static TrustedKeys of(List<String> hex) {
    return new TrustedKeys(hex.stream().map(TrustedKeys::key).toList());
  }

  private static Key key(String hex) {
    if (!KEY.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "a public key is 64 hexadecimal digits, and this is not: " + hex);
    }
    byte[] raw = HexFormat.of().parseHex(hex);
    // Canonical, on the curve, and of the whole group's order: under a key of small order one
    // signature is valid for many messages.
    if (!Ed25519.validatePublicKeyFull(raw, 0)) {
      throw new IllegalArgumentException(
          "this public key is not canonical or of small order, and no key pair has it: " + hex);
    }
    try {
      return new Key(raw, KeyFactory.getInstance(ALGORITHM).generatePublic(spec(raw)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this is no public key: " + hex, e);
    }
  }

  /** RFC 8032, 5.1.2: y in little-endian order, and the lowest bit of x as its highest bit. */
  private static EdECPublicKeySpec spec(byte[] raw) {
    byte[] y = new byte[raw.length];
    for (int i = 0; i < raw.length; i++) {
      y[i] = raw[raw.length - 1 - i];
    }
    boolean xOdd = (y[0] & 0x80) != 0;
    y[0] &= 0x7f;
    return new EdECPublicKeySpec(
        NamedParameterSpec.ED25519, new EdECPoint(xOdd, new BigInteger(1, y)));
  }

  /** Without a key nothing can be trusted. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** Whether it can be a signature at all: 64 bytes in hexadecimal digits. */
  public static boolean isSignature(String hex) {
    return hex != null && SIGNATURE.matcher(hex).matches();
  }

  /** Whether one of the keys has signed exactly this manifest. */
  public boolean verify(Manifest manifest, String signature) {
    if (!isSignature(signature)) {
      return false;
    }
    byte[] signed = manifest.bytes();
    byte[] bytes = HexFormat.of().parseHex(signature);
    return keys.stream()
        .anyMatch(key -> jdkAccepts(key, signed, bytes) && bouncyCastleAccepts(key, signed, bytes));
  }

  private static boolean jdkAccepts(Key key, byte[] signed, byte[] signature) {
    try {
      var verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key.jdk());
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  private static boolean bouncyCastleAccepts(Key key, byte[] signed, byte[] signature) {
    var verifier = new Ed25519Signer();
    verifier.init(false, new Ed25519PublicKeyParameters(key.raw(), 0));
    verifier.update(signed, 0, signed.length);
    return verifier.verifySignature(signature);
  }
}
