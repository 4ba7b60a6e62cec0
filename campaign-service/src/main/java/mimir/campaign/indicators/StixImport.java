package mimir.campaign.indicators;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mimir.campaign.indicators.Imported.Found;
import mimir.campaign.indicators.StixPattern.AllOf;
import mimir.campaign.indicators.StixPattern.AnyOf;
import mimir.campaign.indicators.StixPattern.Comparison;
import mimir.campaign.indicators.StixPattern.Each;
import mimir.campaign.indicators.StixPattern.Observation;
import mimir.campaign.indicators.StixPattern.Seen;
import mimir.campaign.indicators.StixPattern.Test;
import mimir.campaign.indicators.StixPattern.Timed;
import mimir.contracts.Refused;
import mimir.contracts.campaign.IndicatorType;

/**
 * The indicators of a STIX 2.1 bundle. Of a pattern, each comparison that says by itself what is to
 * be found becomes an indicator of its own: hashes, and values joined by OR. What is only meant
 * together with something else is listed as unsupported.
 */
final class StixImport {
  private static final Map<String, IndicatorType> TYPES =
      Map.ofEntries(
          Map.entry("file:hashes.SHA-256", IndicatorType.FILE_HASH_SHA256),
          Map.entry("file:hashes.SHA256", IndicatorType.FILE_HASH_SHA256),
          Map.entry("file:hashes.SHA-1", IndicatorType.FILE_HASH_SHA1),
          Map.entry("file:hashes.SHA1", IndicatorType.FILE_HASH_SHA1),
          Map.entry("file:hashes.MD5", IndicatorType.FILE_HASH_MD5),
          Map.entry("file:name", IndicatorType.FILENAME),
          Map.entry("file:path", IndicatorType.FILEPATH),
          Map.entry("directory:path", IndicatorType.FILEPATH),
          Map.entry("windows-registry-key:key", IndicatorType.REGISTRY_KEY),
          Map.entry("ipv4-addr:value", IndicatorType.IPV4),
          Map.entry("domain-name:value", IndicatorType.DOMAIN),
          Map.entry("url:value", IndicatorType.URL));

  /** The other end of a connection: an address or a name. */
  private static final Set<String> ENDS =
      Set.of("network-traffic:dst_ref.value", "network-traffic:src_ref.value");

  private static final String NAME = "file:name";
  private static final String DIRECTORY = "file:parent_directory_ref.path";
  private static final Set<String> EQUAL = Set.of("=", "==", "IN");

  private final Imported imported = new Imported();

  static Imported read(String text) {
    var reader = new StixImport();
    if (JsonObjects.each(text, Set.of("objects"), reader::object) == 0) {
      throw Refused.invalidField("objects", "A STIX bundle has objects.");
    }
    return reader.imported;
  }

  private void object(JsonObjects.At at) {
    JsonNode node = at.node();
    String type = JsonObjects.text(node, "type");
    String id = JsonObjects.text(node, "id");
    if (!type.equals("indicator")) {
      imported.unsupported(at.line(), id, "%s: no indicator".formatted(type));
      return;
    }
    String pattern = JsonObjects.text(node, "pattern");
    if (node.path("revoked").asBoolean()) {
      imported.unsupported(at.line(), pattern, "it was revoked");
    } else if (!node.path("pattern_type").asText("stix").equals("stix")) {
      imported.unsupported(
          at.line(), pattern, "its pattern is of type " + node.path("pattern_type").asText());
    } else {
      try {
        observation(StixPattern.read(pattern), Source.of(at.line(), pattern, node));
      } catch (StixPattern.Unreadable e) {
        imported.invalid(at.line(), pattern, e.getMessage());
      }
    }
  }

  /**
   * The indicator object that values come from.
   *
   * @param description and tags are the same objects in all of its values
   */
  private record Source(int line, String pattern, String description, List<String> tags) {
    static Source of(int line, String pattern, JsonNode node) {
      String name = JsonObjects.text(node, "name");
      String more = JsonObjects.text(node, "description");
      String words = name.isEmpty() || more.isEmpty() ? name + more : name + "\n" + more;
      var tags = new ArrayList<String>();
      for (String field : List.of("indicator_types", "labels")) {
        node.path(field).forEach(tag -> tags.add(tag.asText()));
      }
      return new Source(
          line,
          pattern,
          IndicatorRules.cut(words, IndicatorRules.DESCRIPTION_MAX),
          IndicatorRules.usable(tags));
    }

    Found found(IndicatorType type, String value) {
      return new Found(line, value, type, null, description, tags);
    }
  }

  private void observation(Observation observation, Source source) {
    switch (observation) {
      case Seen seen -> comparison(seen.what(), source);
      case Each each -> each.parts().forEach(part -> observation(part, source));
      case Timed timed ->
          imported.unsupported(source.line(), source.pattern(), timed.how() + " is not looked at");
    }
  }

  private void comparison(Comparison comparison, Source source) {
    switch (comparison) {
      case AnyOf any -> any.parts().forEach(part -> comparison(part, source));
      case AllOf all -> together(all, source);
      case Test test -> alone(test, source);
    }
  }

  private void alone(Test test, Source source) {
    Optional<String> refused = refused(test);
    if (refused.isPresent()) {
      imported.unsupported(source.line(), told(test), refused.get());
    } else {
      test.values().forEach(value -> add(test.path(), value, source));
    }
  }

  private void add(String path, String value, Source source) {
    IndicatorType type = ENDS.contains(path) ? Addresses.ofEnd(value) : TYPES.get(path);
    boolean address = ENDS.contains(path) || type == IndicatorType.IPV4;
    if (address && Addresses.isOther(value)) {
      imported.unsupported(source.line(), value, Addresses.NO_TYPE);
    } else {
      imported.add(source.found(type, Addresses.alone(type, value)));
    }
  }

  private static Optional<String> refused(Test test) {
    if (test.not() || !EQUAL.contains(test.operator())) {
      return Optional.of("only = and IN can be looked for");
    }
    if (!TYPES.containsKey(test.path()) && !ENDS.contains(test.path())) {
      return Optional.of(test.path() + " is no type of indicator");
    }
    return Optional.empty();
  }

  /**
   * A hash says which file it is, whatever stands beside it. A name in a directory is a path. Of
   * all else, one without the other would be found where it does not belong.
   */
  private void together(AllOf all, Source source) {
    Optional<String> path = path(all);
    if (path.isPresent()) {
      imported.add(source.found(IndicatorType.FILEPATH, path.get()));
      return;
    }
    for (Comparison part : all.parts()) {
      if (isHashes(part)) {
        comparison(part, source);
      } else {
        imported.unsupported(source.line(), told(part), "it counts only together with other parts");
      }
    }
  }

  /** One, or one of several. */
  private static boolean isHashes(Comparison comparison) {
    return switch (comparison) {
      case Test test -> test.path().startsWith("file:hashes.") && refused(test).isEmpty();
      case AnyOf any -> any.parts().stream().allMatch(StixImport::isHashes);
      case AllOf _ -> false;
    };
  }

  private static Optional<String> path(AllOf all) {
    if (all.parts().size() != 2) {
      return Optional.empty();
    }
    Optional<String> name = only(all, NAME);
    return only(all, DIRECTORY)
        .filter(_ -> name.isPresent())
        .map(
            directory -> {
              String separator = directory.contains("\\") ? "\\" : "/";
              return directory + separator + name.orElseThrow();
            });
  }

  private static Optional<String> only(AllOf all, String path) {
    return all.parts().stream()
        .filter(Test.class::isInstance)
        .map(Test.class::cast)
        .filter(test -> test.path().equals(path) && !test.not())
        .filter(test -> EQUAL.contains(test.operator()) && test.values().size() == 1)
        .map(test -> test.values().getFirst())
        .findFirst();
  }

  private static String told(Comparison comparison) {
    return switch (comparison) {
      case Test test ->
          "%s%s %s %s"
              .formatted(
                  test.path(),
                  test.not() ? " NOT" : "",
                  test.operator(),
                  String.join(", ", test.values()))
              .strip();
      case AnyOf any -> joined(any.parts(), " OR ");
      case AllOf all -> joined(all.parts(), " AND ");
    };
  }

  private static String joined(List<Comparison> parts, String word) {
    return "(" + String.join(word, parts.stream().map(StixImport::told).toList()) + ")";
  }

  private StixImport() {}
}
