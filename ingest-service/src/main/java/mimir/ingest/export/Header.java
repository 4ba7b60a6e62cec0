package mimir.ingest.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The columns of a table that holds a campaign's rows: ours first, then those of the rows.
 *
 * <p>Each has a name of its own, also for readers that know no case: a column that is named as an
 * earlier one gets {@code _2}, {@code _3} and so on at its end, and one without a name is {@code
 * column}. With osquery that happens to {@code hostname} of {@code system_info}.
 */
final class Header {
  static final String ROW_NO = "row_no";
  static final List<String> OURS = List.of("host_id", "hostname", "query_id", ROW_NO);

  /** A JSON object of the cells whose columns are too many, or too long in name. */
  static final String OTHERS = "other_columns";

  private static final String UNNAMED = "column";

  private final List<String> names;
  private final Map<String, Integer> places;
  private final boolean others;

  private Header(List<String> names, Map<String, Integer> places, boolean others) {
    this.names = List.copyOf(names);
    this.places = places;
    this.others = others;
  }

  /**
   * @param columns of the rows, each once
   * @param leftOut whether the rows have more than these
   */
  static Header of(List<String> columns, boolean leftOut) {
    Set<String> taken = new HashSet<>(OURS);
    var names = new ArrayList<String>();
    Map<String, Integer> places = LinkedHashMap.newLinkedHashMap(columns.size());
    for (String column : columns) {
      places.put(column, names.size());
      names.add(free(column, taken));
    }
    if (leftOut) {
      names.add(free(OTHERS, taken));
    }
    return new Header(names, places, leftOut);
  }

  private static String free(String name, Set<String> taken) {
    var wanted = name.isEmpty() ? UNNAMED : name;
    var free = wanted;
    for (int n = 2; !taken.add(free.toLowerCase(Locale.ROOT)); n++) {
      free = wanted + "_" + n;
    }
    return free;
  }

  /** Of the columns behind ours. */
  List<String> names() {
    return names;
  }

  /** 0-based among {@link #names}; -1 when it is left out. */
  int place(String column) {
    return places.getOrDefault(column, -1);
  }

  /** Whether the last column is for what is left out. */
  boolean others() {
    return others;
  }
}
