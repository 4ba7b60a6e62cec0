package mimir.campaign.indicators;

import mimir.contracts.campaign.IndicatorType;

/** Addresses as reports write them, of which only single ones of IPv4 are indicators. */
final class Addresses {
  static final String NO_TYPE = "an IPv6 address, or a network of many, is no type of indicator";

  private static final String ONE_OF_IPV4 = "/32";

  /** Whether it is meant for an address, but not for one of IPv4. */
  static boolean isOther(String value) {
    return value.indexOf(':') >= 0 || (value.indexOf('/') >= 0 && !value.endsWith(ONE_OF_IPV4));
  }

  /** A network of one address is that address. */
  static String alone(IndicatorType type, String value) {
    return type == IndicatorType.IPV4 && value.endsWith(ONE_OF_IPV4)
        ? value.substring(0, value.length() - ONE_OF_IPV4.length())
        : value;
  }

  /** What the end of a connection is named by. */
  static IndicatorType ofEnd(String value) {
    return value.matches("[0-9.]+(/32)?") ? IndicatorType.IPV4 : IndicatorType.DOMAIN;
  }

  private Addresses() {}
}
