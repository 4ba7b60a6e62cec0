package mimir.ingest.matching;

import java.util.Optional;

/** IPv4 addresses in the forms in which sockets show them. */
final class Ipv4 {
  private static final String MAPPED = "::ffff:";
  private static final int OCTETS = 4;

  /** As a dotted quad; empty for what is no IPv4 address, mapped into IPv6 or not. */
  static Optional<String> canonical(String text) {
    if (text == null) {
      return Optional.empty();
    }
    boolean mapped = text.regionMatches(true, 0, MAPPED, 0, MAPPED.length());
    String address = mapped ? text.substring(MAPPED.length()) : text;
    int colon = address.indexOf(':');
    return colon < 0 ? dotted(address) : mapped ? hexadecimal(address, colon) : Optional.empty();
  }

  private static Optional<String> dotted(String address) {
    var canonical = new StringBuilder();
    int octets = 0;
    int value = -1;
    for (int at = 0; at <= address.length(); at++) {
      char c = at < address.length() ? address.charAt(at) : '.';
      if (c >= '0' && c <= '9') {
        value = Math.max(0, value) * 10 + (c - '0');
      } else if (c == '.' && value >= 0) {
        octets++;
        canonical.append(octets > 1 ? "." : "").append(value);
        value = value > 255 ? 256 : -1;
      } else {
        return Optional.empty();
      }
      if (value > 255 || octets > OCTETS) {
        return Optional.empty();
      }
    }
    return octets == OCTETS ? Optional.of(canonical.toString()) : Optional.empty();
  }

  /** {@code ::ffff:c000:201}. */
  private static Optional<String> hexadecimal(String address, int colon) {
    try {
      int high = Integer.parseInt(address.substring(0, colon), 16);
      int low = Integer.parseInt(address.substring(colon + 1), 16);
      return (high | low) >>> 16 == 0
          ? Optional.of((high >> 8) + "." + (high & 255) + "." + (low >> 8) + "." + (low & 255))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Ipv4() {}
}
