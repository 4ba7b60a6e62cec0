package mimir.contracts.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import mimir.contracts.agreed.Manifest;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedKeysTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Order of the base point, RFC 8032, 5.1. */
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final Manifest MANIFEST = manifest("5.12.1", "linux", "amd64");

  private final Ed25519PrivateKeyParameters ours =
      new Ed25519PrivateKeyParameters(new SecureRandom());
  private final Ed25519PrivateKeyParameters theirs =
      new Ed25519PrivateKeyParameters(new SecureRandom());

  private static Manifest manifest(String version, String os, String arch) {
    return new Manifest(
        version,
        os,
        arch,
        "/api/v1/osquery/binary/linux/amd64/5.12.1/osqueryd",
        "ab".repeat(32),
        Instant.parse("2026-04-04T12:00:00Z"));
  }

  private static String publicKey(Ed25519PrivateKeyParameters key) {
    return HEX.formatHex(key.generatePublicKey().getEncoded());
  }

  private static String sign(Ed25519PrivateKeyParameters key, Manifest manifest) {
    var signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(manifest.bytes(), 0, manifest.bytes().length);
    return HEX.formatHex(signer.generateSignature());
  }

  @Test
  void a_signature_of_a_trusted_key_verifies() {
    var keys = TrustedKeys.of(List.of(publicKey(theirs), publicKey(ours)));

    assertThat(keys.verify(MANIFEST, sign(ours, MANIFEST))).isTrue();
    assertThat(keys.verify(MANIFEST, sign(theirs, MANIFEST).toUpperCase(Locale.ROOT))).isTrue();
  }

  @Test
  void that_of_another_key_does_not() {
    var keys = TrustedKeys.of(List.of(publicKey(ours)));

    assertThat(keys.verify(MANIFEST, sign(theirs, MANIFEST))).isFalse();
    assertThat(TrustedKeys.of(List.of()).verify(MANIFEST, sign(ours, MANIFEST))).isFalse();
    assertThat(TrustedKeys.of(List.of()).isEmpty()).isTrue();
  }

  @Test
  void it_covers_every_field() {
    var keys = TrustedKeys.of(List.of(publicKey(ours)));
    String signature = sign(ours, MANIFEST);
    Manifest it = MANIFEST;

    assertThat(keys.verify(manifest("5.12.2", "linux", "amd64"), signature)).isFalse();
    assertThat(keys.verify(manifest("5.12.1", "darwin", "amd64"), signature)).isFalse();
    assertThat(keys.verify(manifest("5.12.1", "linux", "arm64"), signature)).isFalse();
    for (Manifest other :
        List.of(
            new Manifest(
                it.version(), it.os(), it.arch(), it.url() + "x", it.sha256(), it.timestamp()),
            new Manifest(
                it.version(), it.os(), it.arch(), it.url(), "cd".repeat(32), it.timestamp()),
            new Manifest(
                it.version(),
                it.os(),
                it.arch(),
                it.url(),
                it.sha256(),
                it.timestamp().plusSeconds(1)))) {
      assertThat(keys.verify(other, signature)).isFalse();
    }
  }

  @Test
  void one_bit_elsewhere_is_no_signature() {
    var keys = TrustedKeys.of(List.of(publicKey(ours)));
    byte[] signature = HEX.parseHex(sign(ours, MANIFEST));

    for (int at = 0; at < signature.length; at++) {
      signature[at] ^= 1;
      assertThat(keys.verify(MANIFEST, HEX.formatHex(signature))).isFalse();
      signature[at] ^= 1;
    }
  }

  @Test
  void wrong_lengths_and_encodings_are_none() {
    var keys = TrustedKeys.of(List.of(publicKey(ours)));
    String signature = sign(ours, MANIFEST);

    for (String other :
        List.of(
            "",
            signature.substring(2),
            signature + "00",
            "0x" + signature.substring(2),
            signature.substring(0, 127) + "g",
            signature + "\n",
            Base64.getEncoder().encodeToString(HEX.parseHex(signature)))) {
      assertThat(keys.verify(MANIFEST, other)).as(other).isFalse();
    }
    assertThat(keys.verify(MANIFEST, null)).isFalse();
  }

  /** The same signature in another form: a verifier that does not look at S takes it. */
  @Test
  void s_beyond_the_order_is_refused() {
    byte[] signature = HEX.parseHex(sign(ours, MANIFEST));
    byte[] reversed = new byte[32];
    for (int i = 0; i < 32; i++) {
      reversed[i] = signature[63 - i];
    }
    byte[] beyond = new BigInteger(1, reversed).add(L).toByteArray();
    for (int i = 0; i < 32; i++) {
      int at = beyond.length - 1 - i;
      signature[32 + i] = at >= 0 ? beyond[at] : 0;
    }

    assertThat(TrustedKeys.of(List.of(publicKey(ours))).verify(MANIFEST, HEX.formatHex(signature)))
        .isFalse();
  }

  /** Points of order 1, 2, 4 and 8, and y written as p + 1 and with a sign that x = 0 has not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0200000000000000000000000000000000000000000000000000000000000000"
      })
  void a_key_that_no_key_pair_has_is_not_trusted(String key) {
    assertThatThrownBy(() -> TrustedKeys.of(List.of(publicKey(ours), key)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "zz", "-----BEGIN PUBLIC KEY-----"})
  void what_is_no_key_is_said(String key) {
    assertThatThrownBy(() -> TrustedKeys.of(List.of(key)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 hexadecimal digits");
  }

  /** RFC 8032, 7.1, TEST 1: an empty message. What both libraries agree on is this algorithm. */
  @Test
  void the_keys_of_the_rfc_are_trusted() {
    assertThat(
            TrustedKeys.of(
                    List.of(
                        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
                .isEmpty())
        .isFalse();
  }
}
