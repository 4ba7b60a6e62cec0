package mimir.dispatch.hosts;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What an agent tells of its machine when it enrolls; every value is a string and may be absent.
 *
 * @param platform {@code linux}, {@code darwin}, {@code windows} or {@code freebsd}
 */
public record HostDetails(
    String hostname, String platform, String osVersion, String arch, String osqueryVersion) {
  private static final int TEXT_MAX = 255;

  /**
   * Reads osquery's {@code host_details}: tables by name, one row each.
   *
   * @param platformType osquery's bit mask as decimal text: 2 windows, 4 freebsd's BSD bit, 8
   *     linux, 16 darwin; 9 is Linux, 21 macOS, 37 FreeBSD
   */
  public static HostDetails of(
      String identifier, String platformType, Map<String, Map<String, String>> tables) {
    var system = tables.getOrDefault("system_info", Map.of());
    var os = tables.getOrDefault("os_version", Map.of());
    var osquery = tables.getOrDefault("osquery_info", Map.of());
    return new HostDetails(
        text(first(system.get("hostname"), system.get("computer_name"), identifier)),
        platform(platformType, os.get("platform")),
        text((first(os.get("name"), "") + " " + first(os.get("version"), "")).strip()),
        text(first(os.get("arch"), system.get("cpu_type"), "")),
        text(first(osquery.get("version"), "")));
  }

  private static String platform(String platformType, String osPlatform) {
    int mask =
        platformType != null && platformType.matches("\\d{1,9}")
            ? Integer.parseInt(platformType)
            : 0;
    if ((mask & 2) != 0) {
      return "windows";
    }
    if ((mask & 8) != 0) {
      return "linux";
    }
    if ((mask & 16) != 0) {
      return "darwin";
    }
    if ((mask & 32) != 0) {
      return "freebsd";
    }
    return switch (first(osPlatform, "")) {
      case "darwin" -> "darwin";
      case "windows" -> "windows";
      case "freebsd" -> "freebsd";
      default -> "linux";
    };
  }

  private static String first(String... values) {
    for (String value : values) {
      if (value != null && !value.isBlank()) {
        return value;
      }
    }
    return "";
  }

  private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}");

  /** PostgreSQL takes no NUL, and osquery pads some texts with them; no screen takes a control. */
  public static String text(String value) {
    var clean = CONTROLS.matcher(value).replaceAll("").strip();
    return clean.length() <= TEXT_MAX ? clean : clean.substring(0, TEXT_MAX);
  }
}
