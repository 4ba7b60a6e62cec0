package mimir.dispatch.hosts;

import java.util.Arrays;
import java.util.List;
import mimir.contracts.Refused;

/**
 * What a list of hosts is narrowed by; null is everything, but of status: every host in service.
 *
 * @param q a part of the hostname, in any case
 */
record HostFilter(
    String q, HostStatus status, String platform, String osqueryVersion, Labels.Wanted label) {
  private static final int TEXT_MAX = 255;
  private static final List<String> PLATFORMS = List.of("linux", "darwin", "windows", "freebsd");

  /** From the parameters as they came; an empty one counts as not given. */
  static HostFilter of(
      String q, String status, String platform, String osqueryVersion, String label) {
    return new HostFilter(
        text("q", q),
        given(status) ? status(status) : null,
        given(platform) ? platform(platform) : null,
        text("osquery_version", osqueryVersion),
        given(label) ? Labels.Wanted.parse("label", label) : null);
  }

  private static HostStatus status(String wire) {
    return Arrays.stream(HostStatus.values())
        .filter(each -> each.wire().equals(wire))
        .findFirst()
        .orElseThrow(
            () ->
                Refused.invalidField(
                    "status", "status is online, stale, offline or decommissioned."));
  }

  private static String platform(String platform) {
    if (!PLATFORMS.contains(platform)) {
      throw Refused.invalidField("platform", "platform is one of " + PLATFORMS + ".");
    }
    return platform;
  }

  private static String text(String field, String value) {
    if (!given(value)) {
      return null;
    }
    if (value.length() > TEXT_MAX || !Labels.isText(value)) {
      throw Refused.invalidField(
          field, field + " is a text of at most " + TEXT_MAX + " characters.");
    }
    return value;
  }

  private static boolean given(String value) {
    return value != null && !value.isEmpty();
  }
}
