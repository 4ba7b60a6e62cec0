package mimir.fleet.machine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** The addresses of {@code /proc/net}: words of four bytes, each in the processor's order. */
final class HexAddress {

  private HexAddress() {}

  static String text(String hex) {
    byte[] words = HexFormat.of().parseHex(hex);
    byte[] bytes = new byte[words.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = words[i - i % 4 + 3 - i % 4];
    }
    try {
      String address = InetAddress.getByAddress(bytes).getHostAddress();
      return address.equals("0:0:0:0:0:0:0:0")
          ? "::"
          : address.equals("0:0:0:0:0:0:0:1") ? "::1" : address;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + hex, e);
    }
  }
}
