package mimir.ingest.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          columns                    | left out | names
          pid,name                   | false    | pid,name
          hostname,uuid              | false    | hostname_2,uuid
          Path,path,PATH             | false    | Path,path_2,PATH_3
          path,path_2,PATH           | false    | path,path_2,PATH_3
          pid                        | true     | pid,other_columns
          other_columns              | true     | other_columns,other_columns_2
          host_id,host_id_2,row_no   | false    | host_id_2,host_id_2_2,row_no_2
          """)
  void each_name_is_its_own(String columns, boolean leftOut, String names) {
    var header = Header.of(List.of(columns.split(",", -1)), leftOut);

    assertThat(header.names()).containsExactly(names.split(",", -1));
    for (String column : columns.split(",", -1)) {
      assertThat(header.place(column)).isEqualTo(List.of(columns.split(",", -1)).indexOf(column));
    }
  }

  @Test
  void a_column_that_is_left_out_has_no_place() {
    assertThat(Header.of(List.of("pid"), true).place("name")).isEqualTo(-1);
  }
}
