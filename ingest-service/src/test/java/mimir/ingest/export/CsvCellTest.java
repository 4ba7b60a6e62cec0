package mimir.ingest.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvCellTest {
  @Test
  void a_formula_is_defused() {
    for (String cell :
        List.of("=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "=", "-", "==")) {
      assertThat(CsvCell.defused(cell)).isEqualTo("'" + cell);
    }
  }

  @Test
  void another_cell_stays_as_it_is() {
    for (String cell : List.of("", "a=b", "'=1", " =1", "1-1", "C:\\Users", "\"", "\n=1", "😀")) {
      assertThat(CsvCell.defused(cell)).isSameAs(cell);
    }
  }
}
