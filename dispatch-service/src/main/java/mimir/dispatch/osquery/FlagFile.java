package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Pattern;
import mimir.contracts.Refused;

/** The flags of an osqueryd that is an agent here; {@code osquery.flags} with its gaps filled. */
final class FlagFile {
  private static final Pattern ADDRESS =
      Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:[0-9]{1,5})?");

  /** Where a machine keeps what it needs; beside osquery's own files of that platform. */
  enum Platform {
    LINUX("/etc/osquery/mimir-ca.pem", "/etc/osquery/mimir-enroll-secret"),
    DARWIN("/var/osquery/mimir-ca.pem", "/var/osquery/mimir-enroll-secret"),
    WINDOWS(
        "C:\\Program Files\\osquery\\mimir-ca.pem",
        "C:\\Program Files\\osquery\\mimir-enroll-secret"),
    FREEBSD("/usr/local/etc/osquery/mimir-ca.pem", "/usr/local/etc/osquery/mimir-enroll-secret");

    private final String caFile;
    private final String secretFile;

    Platform(String caFile, String secretFile) {
      this.caFile = caFile;
      this.secretFile = secretFile;
    }

    static Platform of(String name) {
      for (Platform each : values()) {
        if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
          return each;
        }
      }
      throw Refused.invalidField("platform", "platform is linux, darwin, windows or freebsd.");
    }
  }

  static String of(String address, Platform platform) {
    return template()
        .replace("${ADDRESS}", address)
        .replace("${CA_FILE}", platform.caFile)
        .replace("${SECRET_FILE}", platform.secretFile);
  }

  /** As {@code --tls_hostname} takes it, without a scheme; what is no address stops the start. */
  static String address(String configured) {
    String address = configured.strip().replaceFirst("^https://", "").replaceFirst("/$", "");
    if (!ADDRESS.matcher(address).matches()) {
      throw new IllegalStateException("MIMIR_AGENT_URL is not host:port: " + configured);
    }
    return address;
  }

  private static String template() {
    try (var in = FlagFile.class.getResourceAsStream("osquery.flags")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("osquery.flags is a part of this program", e);
    }
  }

  private FlagFile() {}
}
