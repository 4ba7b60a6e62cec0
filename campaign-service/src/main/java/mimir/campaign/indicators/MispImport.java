package mimir.campaign.indicators;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
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
    if (JsonObjects.each(text, Set.of(ATTRIBUTES, OBJECTS), reader::entry) == 0) {
      throw Refused.invalidField("Attribute", "A MISP event has attributes or objects.");
    }
    return reader.imported;
  }

  private void entry(JsonObjects.At at) {
    JsonNode node = at.node();
    if (at.array().equals(ATTRIBUTES)) {
      attribute(at.line(), node);
    } else if (node.path("deleted").asBoolean() || node.path(ATTRIBUTES).isEmpty()) {
      imported.unsupported(
          at.line(), JsonObjects.text(node, "name"), "the object has no attribute, or was deleted");
    } else {
      node.path(ATTRIBUTES).forEach(attribute -> attribute(at.line(), attribute));
    }
  }

  private void attribute(int line, JsonNode attribute) {
    String type = JsonObjects.text(attribute, "type");
    String value = JsonObjects.text(attribute, "value");
    if (attribute.path("deleted").asBoolean()) {
      imported.unsupported(line, value, "it was deleted");
    } else if (!attribute.path("to_ids").asBoolean()) {
      imported.unsupported(line, value, type + ": not marked for detection (to_ids)");
    } else if (TYPES.containsKey(type)) {
      add(line, attribute, TYPES.get(type), value);
    } else if (type.equals("domain|ip") && value.indexOf('|') > 0) {
      int bar = value.indexOf('|');
      add(line, attribute, IndicatorType.DOMAIN, value.substring(0, bar));
      add(line, attribute, IndicatorType.IPV4, value.substring(bar + 1));
    } else if (type.startsWith("filename|") && HASHES.contains(type.substring(9))) {
      // A name may hold a bar, a hash does not.
      int bar = value.lastIndexOf('|');
      add(line, attribute, TYPES.get(type.substring(9)), value.substring(bar + 1));
      imported.unsupported(
          line, value.substring(0, Math.max(0, bar)), "filename: its hash says which file it is");
    } else if (type.indexOf('|') > 0) {
      imported.unsupported(line, value, type + ": its parts count only together");
    } else {
      imported.unsupported(line, value, type + " is no type of indicator");
    }
  }

  private void add(int line, JsonNode attribute, IndicatorType type, String value) {
    if (type == IndicatorType.IPV4 && Addresses.isOther(value)) {
      imported.unsupported(line, value, Addresses.NO_TYPE);
    } else {
      imported.add(found(line, attribute, type, Addresses.alone(type, value)));
    }
  }

  private static Found found(int line, JsonNode attribute, IndicatorType type, String value) {
    var tags = new ArrayList<String>();
    attribute.path("Tag").forEach(tag -> tags.add(JsonObjects.text(tag, "name")));
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
