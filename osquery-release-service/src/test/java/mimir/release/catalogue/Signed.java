package mimir.release.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import mimir.contracts.agreed.Manifest;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Manifests as a signing run makes them, with the key that the tests' configuration trusts. */
public final class Signed {
  private static final HexFormat HEX = HexFormat.of();

  private static final AtomicInteger NUMBER = new AtomicInteger();

  /** The store outlives a run, and must not have what this one has not put there. */
  private static final String RUN = UUID.randomUUID().toString().substring(0, 8);

  private static Instant at;

  /** When the tests' manifests were signed: an agent would install them. */
  static synchronized Instant at() {
    if (at == null) {
      at = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    }
    return at;
  }

  private static Ed25519PrivateKeyParameters key() {
    byte[] seed = new byte[32];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = (byte) i;
    }
    return new Ed25519PrivateKeyParameters(seed);
  }

  /** No other test has it. */
  public static String version() {
    return "5.12." + NUMBER.incrementAndGet() + "-" + RUN;
  }

  static byte[] binary(String version) {
    return ("osqueryd " + version).getBytes(UTF_8);
  }

  static String sha256(byte[] bytes) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sign(Manifest manifest) {
    var signer = new Ed25519Signer();
    signer.init(true, key());
    signer.update(manifest.bytes(), 0, manifest.bytes().length);
    return HEX.formatHex(signer.generateSignature());
  }

  /** The fields of linux/amd64. */
  static Map<String, String> fields(String version) {
    return fields(version, "linux", "amd64");
  }

  static Map<String, String> fields(String version, String os, String arch) {
    return fields(version, os, arch, at());
  }

  static Map<String, String> fields(String version, String os, String arch, Instant at) {
    String url = "/api/v1/osquery/binary/%s/%s/%s/osqueryd".formatted(os, arch, version);
    String sha256 = sha256(binary(version));
    var fields = new HashMap<String, String>();
    fields.put("version", version);
    fields.put("os", os);
    fields.put("arch", arch);
    fields.put("download_url", url);
    fields.put("sha256", sha256);
    fields.put("signature", sign(new Manifest(version, os, arch, url, sha256, at)));
    fields.put("manifest_timestamp", at.toString());
    return fields;
  }

  static RegisterRequest request(Map<String, String> fields) {
    return new RegisterRequest(
        fields.get("version"),
        fields.get("os"),
        fields.get("arch"),
        fields.get("download_url"),
        fields.get("sha256"),
        fields.get("signature"),
        fields.get("manifest_timestamp"));
  }

  private Signed() {}
}
