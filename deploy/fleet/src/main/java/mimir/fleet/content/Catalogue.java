package mimir.fleet.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mimir.fleet.tables.Platform;

/** What hosts of a platform may run and hold, read from the text files beside this class. */
final class Catalogue {

  private static final Pattern FIELD_END = Pattern.compile("(?<!\\\\)\\|");
  private static final Map<Platform, Catalogue> ALL = loadAll();

  /** One line; which field means what is said in the head of the file. */
  record Line(String kind, List<String> fields) {

    String text(int field) {
      return field < fields.size() ? fields.get(field) : "";
    }

    long number(int field) {
      return Long.parseLong(text(field));
    }

    /** A field that holds a chance in percent, as a share. */
    double share(int field) {
      return text(field).isEmpty() ? 1 : Double.parseDouble(text(field)) / 100;
    }
  }

  private final Map<String, List<Line>> byKind;

  private Catalogue(Map<String, List<Line>> byKind) {
    this.byKind = byKind;
  }

  static Catalogue of(Platform platform) {
    return ALL.get(platform);
  }

  List<Line> lines(String kind) {
    return byKind.getOrDefault(kind, List.of());
  }

  private static Map<Platform, Catalogue> loadAll() {
    Map<Platform, Catalogue> all = new EnumMap<>(Platform.class);
    for (Platform platform : Platform.values()) {
      all.put(platform, load(platform.name().toLowerCase(Locale.ROOT) + ".txt"));
    }
    return all;
  }

  private static Catalogue load(String resource) {
    try (InputStream in = Catalogue.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + resource);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Catalogue(
          text.lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(Catalogue::parse)
              .collect(Collectors.groupingBy(Line::kind)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Line parse(String line) {
    List<String> fields =
        List.of(FIELD_END.split(line, -1)).stream()
            .map(field -> field.replace("\\|", "|"))
            .toList();
    return new Line(fields.getFirst(), fields.subList(1, fields.size()));
  }
}
