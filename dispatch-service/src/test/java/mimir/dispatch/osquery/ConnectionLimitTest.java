package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitTest {

  @ParameterizedTest
  @CsvSource({
    // wanted, files, connections
    "20000, 1048576, 20000",
    "20000, 20000, 17500",
    "20000, 22778, 20000",
    "20000, 4096, 3186",
    "7, 20000, 7",
    "20000, 256, 1",
    "20000, -1, 20000",
    "2147483647, 9223372036854775807, 2147483647",
  })
  void files_stay_for_what_is_no_connection(int wanted, long files, int connections) {
    assertThat(ConnectionLimit.of(wanted, files)).isEqualTo(connections);
  }

  @Test
  void the_machine_tells_how_many_files_there_are() {
    assertThat(ConnectionLimit.filesMax()).isPositive();
  }
}
