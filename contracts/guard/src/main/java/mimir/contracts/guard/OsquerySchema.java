package mimir.contracts.guard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables of the osquery version that Mimir knows, on all platforms together. */
public final class OsquerySchema {
  private static final String VERSION = "5.23";
  private static final OsquerySchema BUNDLED = read("osquery-" + VERSION + ".tables");

  private final List<Table> tables;
  private final Map<String, Table> byName;

  /**
   * @param platforms {@code darwin}, {@code linux}, {@code windows}: where the table exists
   * @param evented whether its rows are events that osquery has buffered
   * @param aliases older names, views in osquery
   */
  public record Table(
      String name,
      List<Column> columns,
      List<String> platforms,
      boolean evented,
      List<String> aliases) {}

  /**
   * @param type as osquery declares it, e.g. {@code BIGINT}
   * @param required without a condition on it the table has no rows
   * @param hidden only there when asked for by name
   * @param index a condition on it makes osquery look up and not scan
   * @param additional a condition on it makes osquery do more
   * @param platforms where the column exists; its table's when it says nothing else
   */
  public record Column(
      String name,
      String type,
      boolean required,
      boolean hidden,
      boolean index,
      boolean additional,
      List<String> platforms) {}

  private OsquerySchema(Map<String, Table> sorted) {
    tables = List.copyOf(sorted.values());
    byName = new HashMap<>();
    for (Table table : tables) {
      byName.put(table.name(), table);
      table.aliases().forEach(alias -> byName.put(alias, table));
    }
  }

  public static OsquerySchema bundled() {
    return BUNDLED;
  }

  /** The version of osquery, e.g. {@code 5.23}. */
  public String version() {
    return VERSION;
  }

  /** All tables, sorted by name. */
  public List<Table> tables() {
    return tables;
  }

  /** As SQLite finds it: ASCII letters in any case, an alias leads to its table. */
  public Optional<Table> table(String nameOrAlias) {
    return Optional.ofNullable(byName.get(nameOrAlias.toLowerCase(Locale.ROOT)));
  }

  private static OsquerySchema read(String resource) {
    try (var in = OsquerySchema.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The list of osquery's tables is missing: " + resource);
      }
      return parse(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OsquerySchema parse(BufferedReader lines) throws IOException {
    Map<String, Table> tables = new TreeMap<>();
    List<Column> columns = List.of();
    List<String> platforms = List.of();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("table ")) {
        String[] words = line.split(" ");
        columns = new ArrayList<>();
        platforms = List.of(words[2].split(","));
        var table =
            new Table(
                words[1],
                columns,
                platforms,
                List.of(words).contains("evented"),
                listed(words, "alias=", List.of()));
        tables.put(table.name(), table);
      } else if (line.startsWith("  ")) {
        columns.add(column(line.strip().split(" "), platforms));
      }
    }
    tables.replaceAll(
        (name, table) ->
            new Table(
                name,
                List.copyOf(table.columns()),
                table.platforms(),
                table.evented(),
                table.aliases()));
    return new OsquerySchema(tables);
  }

  private static Column column(String[] words, List<String> platforms) {
    // After the name and the type: there are columns named hidden.
    List<String> marks = List.of(words).subList(2, words.length);
    return new Column(
        words[0],
        words[1],
        marks.contains("required"),
        marks.contains("hidden"),
        marks.contains("index"),
        marks.contains("additional"),
        listed(words, "platforms=", platforms));
  }

  private static List<String> listed(String[] words, String mark, List<String> otherwise) {
    String last = words[words.length - 1];
    return last.startsWith(mark) ? List.of(last.substring(mark.length()).split(",")) : otherwise;
  }
}
