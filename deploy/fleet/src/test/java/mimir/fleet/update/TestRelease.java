package mimir.fleet.update;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import mimir.contracts.agreed.Manifest;
import mimir.contracts.signature.TrustedKeys;

/** What a signing run makes, and its key. */
final class TestRelease {
  private static final HexFormat HEX = HexFormat.of();
  private static final int RAW_KEY_BYTES = 32;
  private static final KeyPair KEY = key();

  private static KeyPair key() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static TrustedKeys keys() {
    // The raw key is the end of its DER form (RFC 8410).
    byte[] der = KEY.getPublic().getEncoded();
    return TrustedKeys.of(List.of(HEX.formatHex(der, der.length - RAW_KEY_BYTES, der.length)));
  }

  static String sha256(byte[] bytes) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static Manifest manifest(String version, byte[] binary, Instant at) {
    return new Manifest(version, "linux", "amd64", "/api/v1/osquery/binary/x", sha256(binary), at);
  }

  static String sign(Manifest manifest) {
    try {
      var signer = Signature.getInstance("Ed25519");
      signer.initSign(KEY.getPrivate());
      signer.update(manifest.bytes());
      return HEX.formatHex(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static UpdateOffer offer(String version, byte[] binary, Instant at) {
    Manifest manifest = manifest(version, binary, at);
    return new UpdateOffer(manifest, sign(manifest));
  }

  /** As the server writes it. */
  static ObjectNode reply(UpdateOffer offer) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply
        .putObject("offer")
        .put("version", offer.manifest().version())
        .put("os", offer.manifest().os())
        .put("arch", offer.manifest().arch())
        .put("url", offer.manifest().url())
        .put("sha256", offer.manifest().sha256())
        .put("signature", offer.signature())
        .put("manifest_timestamp", offer.manifest().timestamp().toString());
    return reply;
  }

  static JsonNode nothing() {
    return JsonNodeFactory.instance.objectNode().putNull("offer");
  }

  private TestRelease() {}
}
