package mimir.fleet.tables;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The tables of osquery 5.23, read once from the resource beside this class. */
final class OsquerySchema {

  static final OsquerySchema V5_23 = load("osquery-5.23.txt");

  private final Map<String, TableSchema> byName;

  private OsquerySchema(Map<String, TableSchema> byName) {
    this.byName = byName;
  }

  /** A table by name or alias, in any case. */
  Optional<TableSchema> find(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }

  private static OsquerySchema load(String resource) {
    Map<String, TableSchema> tables = new HashMap<>();
    try (InputStream in = OsquerySchema.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the build left out " + resource);
      }
      var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#")) {
          TableSchema table = parse(line);
          tables.put(table.name(), table);
          table.aliases().forEach(alias -> tables.put(alias, table));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new OsquerySchema(Map.copyOf(tables));
  }

  private static TableSchema parse(String line) {
    int nameEnd = line.indexOf(' ');
    int platformsEnd = line.indexOf(' ', nameEnd + 1);
    List<String> names = split(line.substring(0, nameEnd), '=');
    List<TableSchema.Column> columns = new ArrayList<>();
    for (String column : split(line.substring(platformsEnd + 1), ',')) {
      columns.add(parseColumn(column));
    }
    return new TableSchema(
        names.getFirst(),
        List.copyOf(names.subList(1, names.size())),
        line.substring(nameEnd + 1, platformsEnd),
        List.copyOf(columns));
  }

  private static TableSchema.Column parseColumn(String text) {
    int colon = text.indexOf(':');
    int at = text.indexOf('@');
    String marks = text.substring(colon + 1, at < 0 ? text.length() : at);
    return new TableSchema.Column(
        text.substring(0, colon),
        typeOf(marks.charAt(0)),
        marks.indexOf('!') > 0,
        marks.indexOf('~') > 0,
        at < 0 ? "" : text.substring(at + 1));
  }

  private static String typeOf(char letter) {
    return switch (letter) {
      case 'i' -> "INTEGER";
      case 'b' -> "BIGINT";
      case 'u' -> "UNSIGNED_BIGINT";
      case 'd' -> "DOUBLE";
      case 'm' -> "DATETIME";
      default -> "TEXT";
    };
  }

  private static List<String> split(String text, char by) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(by); at >= 0; at = text.indexOf(by, from)) {
      parts.add(text.substring(from, at));
      from = at + 1;
    }
    parts.add(text.substring(from));
    return parts;
  }
}
