package mimir.campaign.indicators;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import mimir.contracts.campaign.IndicatorType;

/**
 * A normalised value (I-2).
 *
 * @param value as it is kept and shown
 */
record IndicatorValue(IndicatorType type, String value) {

  /**
   * SHA-256; equal for values that no host can tell apart: neither the registry nor the paths of
   * Windows know about case.
   */
  byte[] hash() {
    boolean windows =
        type == IndicatorType.REGISTRY_KEY
            || (type == IndicatorType.FILEPATH && !value.startsWith("/"));
    String compared = windows ? value.toLowerCase(Locale.ROOT) : value;
    try {
      return MessageDigest.getInstance("SHA-256").digest(compared.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By what the unique key compares, in one text. */
  String place() {
    return type.wire() + " " + HexFormat.of().formatHex(hash());
  }

  /** Why a text is no value of a type, as a sentence. */
  static final class NotOne extends Exception {
    private static final long serialVersionUID = 1;

    NotOne(String reason) {
      super(reason, null, false, false);
    }
  }
}
