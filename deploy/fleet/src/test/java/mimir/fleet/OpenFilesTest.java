package mimir.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OpenFilesTest {

  private static final int TOO_MANY = Integer.MAX_VALUE / 2;

  @Test
  void the_hard_limit_counts() {
    assertThat(
            OpenFiles.limit(
                """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             95000                95000                processes
                Max open files            1024                 20000                files
                """))
        .isEqualTo(20_000);
    assertThat(OpenFiles.limit("Max open files   1024   unlimited   files")).isGreaterThan(1 << 30);
  }

  @Test
  void few_hosts_have_a_connection_each_and_nothing_is_said() {
    List<String> said = new ArrayList<>();
    assertThat(OpenFiles.connections(20, OptionalInt.empty(), said::add)).isEqualTo(20);
    assertThat(said).isEmpty();
  }

  @Test
  void hosts_that_share_connections_are_told_of_once() {
    List<String> said = new ArrayList<>();
    assertThat(OpenFiles.connections(20, OptionalInt.of(5), said::add)).isEqualTo(5);
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("20 hosts share 5 connections")
        .contains("ulimit -n");
  }

  @Test
  void more_than_the_process_may_open_is_refused_in_words() {
    assertThatThrownBy(() -> OpenFiles.connections(TOO_MANY, OptionalInt.of(TOO_MANY), line -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ulimit -n");
  }
}
