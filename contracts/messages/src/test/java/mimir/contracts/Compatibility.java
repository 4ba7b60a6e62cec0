package mimir.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * What in the messages of today breaks a reader or a writer of the released ones. Knows the
 * keywords that {@link Schemas} makes; another keyword is a finding, never passed over.
 */
final class Compatibility {
  private static final Set<String> NOTES = Set.of("$schema", "title", "description");
  private static final Set<String> KEYWORDS =
      Set.of("type", "format", "enum", "properties", "required", "items", "additionalProperties");

  private final List<String> findings = new ArrayList<>();

  /**
   * @param released schemas by {@code ce_type}
   * @param today schemas by {@code ce_type}; types that were not released before are fine
   * @return one sentence for each break; empty when there is none
   */
  static List<String> breaks(
      Map<String, ? extends JsonNode> released, Map<String, ? extends JsonNode> today) {
    var check = new Compatibility();
    released.forEach(
        (ceType, schema) -> {
          if (today.containsKey(ceType)) {
            check.compare(ceType, schema, today.get(ceType));
          } else {
            check.findings.add(ceType + ": vanished");
          }
        });
    return List.copyOf(check.findings);
  }

  private void compare(String path, JsonNode released, JsonNode today) {
    for (var keyword : keywords(released, today)) {
      findings.add("%s: keyword %s is not known to this check".formatted(path, keyword));
    }
    if (!kind(released).equals(kind(today))) {
      findings.add("%s: was %s, is %s".formatted(path, kind(released), kind(today)));
      return;
    }
    compareEnum(path, released, today);
    compareProperties(path, released, today);
    for (var keyword : List.of("items", "additionalProperties")) {
      if (released.has(keyword) && today.has(keyword)) {
        compare(path + "[]", released.get(keyword), today.get(keyword));
      }
    }
  }

  /** Type and format, and for an object whether its members are data or fields. */
  private static String kind(JsonNode schema) {
    var kind = schema.path("type").asText();
    if (schema.has("format")) {
      kind += " " + schema.get("format").asText();
    }
    if (schema.has("additionalProperties")) {
      kind += " map";
    }
    return kind;
  }

  private void compareEnum(String path, JsonNode released, JsonNode today) {
    if (released.has("enum") != today.has("enum")) {
      findings.add(path + (today.has("enum") ? ": became an enum" : ": is no enum any more"));
      return;
    }
    var before = texts(released.path("enum"));
    var now = texts(today.path("enum"));
    minus(before, now).forEach(it -> findings.add(path + ": enum value " + it + " removed"));
    // A released reader cannot decode a value that it does not know.
    minus(now, before).forEach(it -> findings.add(path + ": enum value " + it + " added"));
  }

  private void compareProperties(String path, JsonNode released, JsonNode today) {
    for (var property : released.path("properties").properties()) {
      var name = path + "." + property.getKey();
      var now = today.path("properties").get(property.getKey());
      if (now == null) {
        findings.add(name + ": removed");
      } else {
        compare(name, property.getValue(), now);
      }
    }
    var before = texts(released.path("required"));
    var now = texts(today.path("required"));
    minus(now, before).forEach(it -> findings.add("%s.%s: became required".formatted(path, it)));
    minus(before, now).stream()
        .filter(it -> today.path("properties").has(it))
        .forEach(it -> findings.add("%s.%s: no longer required".formatted(path, it)));
  }

  private static Set<String> keywords(JsonNode released, JsonNode today) {
    var keywords = new TreeSet<String>();
    released.fieldNames().forEachRemaining(keywords::add);
    today.fieldNames().forEachRemaining(keywords::add);
    keywords.removeAll(NOTES);
    keywords.removeAll(KEYWORDS);
    return keywords;
  }

  private static Set<String> texts(JsonNode list) {
    var texts = new LinkedHashSet<String>();
    StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).forEach(texts::add);
    return texts;
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    var rest = new LinkedHashSet<>(all);
    rest.removeAll(some);
    return rest;
  }
}
