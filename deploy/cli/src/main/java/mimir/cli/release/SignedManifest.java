package mimir.cli.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mimir.cli.output.Failed;
import mimir.cli.server.Api;

/**
 * What the signing run printed. It is sent as it is: whoever changes a value breaks the signature.
 *
 * @param fields by their names in the API, in its order
 */
record SignedManifest(Path path, Map<String, String> fields) {
  private static final List<String> NAMES =
      List.of("version", "os", "arch", "download_url", "sha256", "signature", "manifest_timestamp");
  private static final long BYTES_MAX = 64 * 1024;

  static SignedManifest read(Path path) {
    try {
      if (Files.size(path) > BYTES_MAX) {
        throw Failed.input(path + " is too large for a signed manifest.");
      }
      return new SignedManifest(path, fields(path, Api.JSON.readTree(Files.readString(path))));
    } catch (JsonProcessingException e) {
      throw Failed.input(path + " is no JSON.", e);
    } catch (IOException e) {
      throw Failed.input("Cannot read " + path + ".", e);
    }
  }

  private static Map<String, String> fields(Path path, JsonNode manifest) {
    var fields = new LinkedHashMap<String, String>();
    for (String name : NAMES) {
      if (!manifest.path(name).isTextual()) {
        throw Failed.input(
            "%s has no text named %s; it is what sign-osquery-manifest.sh sign prints."
                .formatted(path, name));
      }
      fields.put(name, manifest.get(name).asText());
    }
    if (manifest.size() > fields.size()) {
      throw Failed.input(path + " has more than " + String.join(", ", NAMES) + ".");
    }
    return fields;
  }

  String sha256() {
    return fields.get("sha256").toLowerCase(Locale.ROOT);
  }

  String json() {
    return Api.JSON.valueToTree(fields).toString();
  }
}
