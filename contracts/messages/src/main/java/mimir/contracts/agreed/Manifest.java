package mimir.contracts.agreed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
import mimir.contracts.Refused;

/**
 * What is signed of an osquery binary (O-2). The fields are validated before the bytes are built,
 * so that none can hold a line break, or be moved into another.
 *
 * @param url path at this system, {@code /api/…}
 * @param sha256 of the binary, 64 hexadecimal digits in lower case
 * @param timestamp when it was signed, in whole seconds
 */
public record Manifest(
    String version, String os, String arch, String url, String sha256, Instant timestamp) {

  public static final List<String> OSES = List.of("linux", "darwin", "windows", "freebsd");
  public static final List<String> ARCHES = List.of("amd64", "arm64");

  /** An agent refuses one that was signed longer ago, or further ahead. */
  public static final Duration AGE_MAX = Duration.ofDays(365);

  public static final Duration AHEAD_MAX = Duration.ofMinutes(10);

  private static final String DOMAIN = "mimir-osquery-manifest-v1";
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9._+-]{1,64}");
  private static final Pattern URL = Pattern.compile("/api/[A-Za-z0-9._~/-]{1,200}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern TIMESTAMP =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z");

  /**
   * @throws Refused {@code invalid_field}, which names the field as the HTTP API does
   */
  public Manifest {
    version(version);
    oneOf("os", os, OSES);
    oneOf("arch", arch, ARCHES);
    url(url);
    if (sha256 == null || !SHA256.matcher(sha256).matches()) {
      throw Refused.invalidField(
          "sha256", "sha256 is 64 hexadecimal digits in lower case: the SHA-256 of the binary.");
    }
    if (timestamp == null || !isWritten(timestamp)) {
      throw badTimestamp();
    }
  }

  /**
   * @throws Refused {@code invalid_field}
   */
  public static void version(String version) {
    // "." and ".." would be places in a path.
    if (version == null
        || !VERSION.matcher(version).matches()
        || version.equals(".")
        || version.equals("..")) {
      throw Refused.invalidField(
          "version", "version is 1 to 64 of A–Z, a–z, 0–9 and . _ + -, and not . or ...");
    }
  }

  private static void oneOf(String field, String value, List<String> known) {
    if (value == null || !known.contains(value)) {
      throw Refused.invalidField(field, field + " is one of " + String.join(", ", known) + ".");
    }
  }

  private static void url(String url) {
    if (url == null || !url.startsWith("/api/")) {
      throw Refused.invalidField("download_url", "download_url must start with /api/.");
    }
    if (!URL.matcher(url).matches() || url.contains("..") || url.contains("//")) {
      throw Refused.invalidField(
          "download_url",
          "download_url is a path of at most 205 characters of A–Z, a–z, 0–9 and . _ ~ / -,"
              + " without .. or //.");
    }
  }

  /**
   * A timestamp as the manifest writes it.
   *
   * @throws Refused {@code invalid_field}
   */
  public static Instant timestamp(String text) {
    if (text == null || !TIMESTAMP.matcher(text).matches()) {
      throw badTimestamp();
    }
    try {
      Instant at = Instant.parse(text);
      // A leap second, or 24:00, is another text when it is written again.
      if (!at.toString().equals(text)) {
        throw badTimestamp();
      }
      return at;
    } catch (DateTimeParseException e) {
      throw badTimestamp();
    }
  }

  private static boolean isWritten(Instant at) {
    return TIMESTAMP.matcher(at.toString()).matches();
  }

  private static Refused badTimestamp() {
    return Refused.invalidField(
        "manifest_timestamp",
        "manifest_timestamp is RFC 3339 in UTC with whole seconds, as 2026-04-04T12:00:00Z.");
  }

  /** Whether an agent whose clock says {@code now} would install it. */
  public boolean fresh(Instant now) {
    return !timestamp.isAfter(now.plus(AHEAD_MAX)) && !timestamp.isBefore(now.minus(AGE_MAX));
  }

  /** Exactly what is signed: UTF-8, every line ended by one LF. */
  public byte[] bytes() {
    return """
        %s
        version=%s
        os=%s
        arch=%s
        url=%s
        sha256=%s
        timestamp=%s
        """
        .formatted(DOMAIN, version, os, arch, url, sha256, timestamp)
        .getBytes(UTF_8);
  }
}
