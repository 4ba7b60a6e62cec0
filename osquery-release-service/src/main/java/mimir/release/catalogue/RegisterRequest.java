package mimir.release.catalogue;

import java.util.Locale;
import java.util.regex.Pattern;
import mimir.contracts.agreed.Manifest;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What an admin sends to register a release, as JSON or as the fields of a form. */
@Schema(name = "RegisterReleaseRequest")
record RegisterRequest(
    @Schema(required = true, description = "As osqueryd --version says it.") String version,
    @Schema(
            required = true,
            enumeration = {"linux", "darwin", "windows", "freebsd"})
        String os,
    @Schema(
            required = true,
            enumeration = {"amd64", "arm64"})
        String arch,
    @Schema(required = true, description = "Must start with /api/.") String downloadUrl,
    @Schema(required = true, description = "64 hexadecimal digits") String sha256,
    @Schema(required = true, description = "Ed25519 over the manifest, 128 hexadecimal digits")
        String signature,
    @Schema(required = true, description = "RFC 3339 in UTC, whole seconds: 2026-04-04T12:00:00Z")
        String manifestTimestamp) {

  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");

  /**
   * @throws mimir.contracts.Refused {@code invalid_field}
   */
  Manifest manifest() {
    return new Manifest(
        version, os, arch, downloadUrl, lower(sha256), Manifest.timestamp(manifestTimestamp));
  }

  /** Digits are pasted in either case, and signed in lower case. */
  static String lower(String hex) {
    return hex != null && HEX.matcher(hex).matches() ? hex.toLowerCase(Locale.ROOT) : hex;
  }
}
