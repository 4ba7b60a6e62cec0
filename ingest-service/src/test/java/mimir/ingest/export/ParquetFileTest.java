package mimir.ingest.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import mimir.contracts.MessageCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are read back by parquet-java's own reader. */
class ParquetFileTest {
  private static final CutAnswer ANSWER = new CutAnswer(new UUID(-1, 7), "höst-🚀", new UUID(0, 1));

  @TempDir Path directory;

  @Test
  void every_cell_is_as_it_was() throws IOException {
    var columns = List.of("a.b", "name", "", "HOSTNAME", "emoji 🚀", "missing");
    var rows = new ArrayList<List<String>>();
    rows.add(Arrays.asList("", "=cmd()", "line\nbreak", "x", "é中文🚀", null));
    rows.add(Arrays.asList(null, null, null, null, null, null));
    rows.add(Arrays.asList("x".repeat(500_000), "2", "3", "4", "5", null));

    assertThat(read(write(columns, rows)))
        .containsExactly(row(0, rows.get(0)), row(1, rows.get(1)), row(2, rows.get(2)));
    assertThat(Header.of(columns, false).names())
        .containsExactly("a.b", "name", "column", "HOSTNAME_2", "emoji 🚀", "missing");
  }

  @Test
  void a_file_without_rows_has_its_columns() throws IOException {
    assertThat(read(write(List.of("a"), List.of()))).isEmpty();
  }

  /** Some megabytes: several row groups, and dictionaries that are given up. */
  @Test
  void large_files_have_several_row_groups() throws IOException {
    var random = new Random(1);
    var rows =
        IntStream.range(0, 40_000)
            .mapToObj(n -> List.of(text(random, n % 900), Integer.toString(n % 3)))
            .toList();

    var file = write(List.of("path", "kind"), rows);

    var read = read(file);
    assertThat(read).hasSize(rows.size());
    for (int n = 0; n < rows.size(); n += 997) {
      assertThat(read.get(n)).isEqualTo(row(n, rows.get(n)));
    }
    assertThat(ParquetRows.groups(directory, file)).isGreaterThan(1);
  }

  @Test
  void a_thousand_columns_pass() throws IOException {
    var columns = IntStream.range(0, 1_000).mapToObj(n -> "c" + n).toList();
    var rows = List.of(columns, columns.reversed());

    assertThat(read(write(columns, rows))).containsExactly(row(0, columns), row(1, rows.get(1)));
  }

  @Test
  void a_file_that_was_not_ended_is_refused_by_readers() throws IOException {
    var out = new ByteArrayOutputStream();
    try (var file = new ParquetFile(out, Header.of(List.of("a"), false))) {
      file.add(ANSWER, stored(0, List.of("a"), List.of("1")));
    }

    assertThatThrownBy(() -> read(out.toByteArray())).isInstanceOf(RuntimeException.class);
  }

  /** That no codec makes small. */
  private static String text(Random random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return new String(bytes, ISO_8859_1).replace('\0', 'x');
  }

  private static byte[] write(List<String> columns, List<List<String>> rows) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var file = new ParquetFile(out, Header.of(columns, false))) {
      for (int n = 0; n < rows.size(); n++) {
        file.add(ANSWER, stored(n, columns, rows.get(n)));
      }
      file.end();
    }
    return out.toByteArray();
  }

  private static StoredRow stored(int rowNo, List<String> columns, List<String> cells)
      throws IOException {
    var row = new LinkedHashMap<String, String>();
    for (int n = 0; n < columns.size(); n++) {
      if (cells.get(n) != null) {
        row.put(columns.get(n), cells.get(n));
      }
    }
    return new StoredRow(
        ANSWER.hostId(), ANSWER.queryId(), rowNo, MessageCodec.json().writeValueAsBytes(row));
  }

  private static List<String> row(int rowNo, List<String> cells) {
    var row =
        new ArrayList<>(
            List.of(
                ANSWER.hostId().toString(),
                ANSWER.hostname(),
                ANSWER.queryId().toString(),
                Integer.toString(rowNo)));
    row.addAll(cells);
    return row;
  }

  private List<List<String>> read(byte[] file) throws IOException {
    return ParquetRows.read(directory, file);
  }
}
