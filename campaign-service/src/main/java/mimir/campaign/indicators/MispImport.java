package mimir.campaign.indicators;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mimir.campaign.indicators.Imported.Found;
import mimir.contracts.Refused;
import mimir.contracts.campaign.IndicatorType;

/**
 * The attributes of a MISP event (MISP core format), those of its objects too. What is not marked
 * for detection is listed as unsupported, and so is what counts only together with something else.
 */
final class MispImport {
  private static final Map<String, IndicatorType> TYPES =
      Map.ofEntries(
          Map.entry("sha256", IndicatorType.FILE_HASH_SHA256),
          Map.entry("sha1", IndicatorType.FILE_HASH_SHA1),
          Map.entry("md5", IndicatorType.FILE_HASH_MD5),
          Map.entry("filename", IndicatorType.FILENAME),
          Map.entry("regkey", IndicatorType.REGISTRY_KEY),
          Map.entry("ip-src", IndicatorType.IPV4),
          Map.entry("ip-dst", IndicatorType.IPV4),
          Map.entry("domain", IndicatorType.DOMAIN),
          Map.entry("hostname", IndicatorType.DOMAIN),
          Map.entry("url", IndicatorType.URL),
          Map.entry("uri", IndicatorType.URL));

  /** Of a file: its hash says which one it is, whatever its name. */
  private static final Set<String> HASHES = Set.of("sha256", "sha1", "md5");

  private static final String ATTRIBUTES = "Attribute";
  private static final String OBJECTS = "Object";

  private final Imported imported = new Imported();

  static Imported read(String text) {
    var reader = new MispImport();
    List<JsonObjects.At> all = JsonObjects.in(text, Set.of(ATTRIBUTES, OBJECTS));
    if (all.isEmpty()) {
      throw Refused.invalidField("Attribute", "A MISP event has attributes or objects.");
    }
    for (JsonObjects.At at : all) {
      if (at.array().equals(ATTRIBUTES)) {
        reader.attribute(at.line(), at.node());
      } else {
        at.node().path(ATTRIBUTES).forEach(attribute -> reader.attribute(at.line(), attribute));
      }
    }
    return reader.imported;
  }

  private void attribute(int line, JsonNode attribute) {
    String type = JsonObjects.text(attribute, "type");
    String value = JsonObjects.text(attribute, "value");
    if (attribute.path("deleted").asBoolean()) {
      imported.unsupported(line, value, "it was deleted");
    } else if (!attribute.path("to_ids").asBoolean()) {
      imported.unsupported(line, value, type + ": not marked for detection (to_ids)");
    } else if (TYPES.containsKey(type)) {
      imported.add(found(line, attribute, TYPES.get(type), value));
    } else if (type.indexOf('|') > 0
        && type.split("\\|", -1).length == value.split("\\|", -1).length) {
      composite(line, attribute, type.split("\\|", -1), value.split("\\|", -1));
    } else {
      imported.unsupported(line, value, type + " is no type of indicator");
    }
  }

  private void composite(int line, JsonNode attribute, String[] types, String[] values) {
    boolean apart = String.join("|", types).equals("domain|ip");
    for (int part = 0; part < types.length; part++) {
      if (apart && types[part].equals("ip")) {
        imported.add(found(line, attribute, IndicatorType.IPV4, values[part]));
      } else if (apart || HASHES.contains(types[part])) {
        imported.add(found(line, attribute, TYPES.get(types[part]), values[part]));
      } else {
        imported.unsupported(
            line, values[part], types[part] + ": it counts only together with other parts");
      }
    }
  }

  private static Found found(int line, JsonNode attribute, IndicatorType type, String value) {
    var tags = new ArrayList<String>();
    attribute.path("Tag").forEach(tag -> tags.add(JsonObjects.text(tag, "name")));
    tags.removeIf(String::isBlank);
    // What people paste as a file name is often a path.
    boolean path = type == IndicatorType.FILENAME && value.matches("(?s).*[/\\\\].*");
    return new Found(
        line,
        value,
        path ? IndicatorType.FILEPATH : type,
        null,
        JsonObjects.text(attribute, "comment"),
        tags);
  }

  private MispImport() {}
}
