package mimir.cli.release;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import mimir.cli.output.Failed;

/**
 * How a person names a release: by its id, as {@code 5.23.0:linux/amd64}, or by its version alone
 * where there is one of it only.
 *
 * @param id null when it is named by version
 * @param platform {@code os/arch}; null for any
 */
record ReleaseName(UUID id, String version, String platform) {
  private static final Pattern PLATFORM = Pattern.compile("[a-z0-9]+/[a-z0-9]+");
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  /**
   * @param separate the platform as a word of its own, or null
   */
  static ReleaseName of(String text, String separate) {
    if (ID.matcher(text).matches() && separate == null) {
      return new ReleaseName(UUID.fromString(text), null, null);
    }
    int colon = text.lastIndexOf(':');
    String version = colon < 0 ? text : text.substring(0, colon);
    String platform = colon < 0 ? separate : text.substring(colon + 1);
    boolean twice = colon >= 0 && separate != null;
    boolean odd = platform != null && !PLATFORM.matcher(platform).matches();
    if (version.isEmpty() || twice || odd) {
      throw Failed.input("A release is named by its id, or as VERSION:OS/ARCH.");
    }
    return new ReleaseName(null, version, platform);
  }

  /**
   * @param releases as the API lists them
   */
  JsonNode in(Iterable<JsonNode> releases) {
    List<JsonNode> named =
        StreamSupport.stream(releases.spliterator(), false).filter(this::isOf).toList();
    if (named.isEmpty()) {
      throw Failed.input("There is no release " + this + "; see: mimir-cli release list");
    }
    if (named.size() > 1) {
      String all = named.stream().map(ReleaseName::shown).collect(Collectors.joining(", "));
      throw Failed.input(this + " is the name of several releases; take one of " + all + ".");
    }
    return named.getFirst();
  }

  private boolean isOf(JsonNode release) {
    return id != null
        ? release.path("id").asText().toLowerCase(Locale.ROOT).equals(id.toString())
        : release.path("version").asText().equals(version)
            && (platform == null || platformOf(release).equals(platform));
  }

  static String platformOf(JsonNode release) {
    return release.path("os").asText() + "/" + release.path("arch").asText();
  }

  static String shown(JsonNode release) {
    return release.path("version").asText() + ":" + platformOf(release);
  }

  @Override
  public String toString() {
    return id != null ? id.toString() : platform == null ? version : version + ":" + platform;
  }
}
