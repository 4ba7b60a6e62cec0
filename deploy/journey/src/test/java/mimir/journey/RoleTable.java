package mimir.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Who may call what: the rows of {@code roles.txt}. */
final class RoleTable {
  private static final String RESOURCE = "roles.txt";

  private RoleTable() {}

  /**
   * One operation of the document.
   *
   * @param owner the service that answers it
   * @param cells what each kind of caller gets: {@code 401}, {@code 403} or {@code passes}
   */
  record Row(String call, String owner, Map<String, String> cells) {
    String of(String caller) {
      return cells.get(caller);
    }

    boolean isForAdmins() {
      return of("operator").equals("403") && of("capability").equals("403");
    }
  }

  static List<Row> rows() {
    try (var in = RoleTable.class.getResourceAsStream(RESOURCE)) {
      var lines =
          new String(in.readAllBytes(), UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(RoleTable::cells)
              .toList();
      List<String> head = lines.getFirst();
      return lines.stream().skip(1).map(cells -> row(head, cells)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
  }

  private static Row row(List<String> head, List<String> cells) {
    var callers = head.subList(2, head.size());
    if (cells.size() != head.size()) {
      throw new IllegalArgumentException("a row has as many cells as the head: " + cells);
    }
    return new Row(
        cells.getFirst(),
        cells.get(1),
        callers.stream()
            .collect(
                Collectors.toMap(caller -> caller, caller -> cells.get(head.indexOf(caller)))));
  }
}
