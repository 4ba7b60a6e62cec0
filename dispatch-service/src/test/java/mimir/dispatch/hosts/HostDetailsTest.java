package mimir.dispatch.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostDetailsTest {

  @ParameterizedTest(name = "H-1 platform_type {0}, os_version.platform {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          9          |         | linux
          21         |         | darwin
          2          |         | windows
          37         |         | freebsd
          9          | windows | linux
          ''         | darwin  | darwin
          ''         | windows | windows
          ''         | freebsd | freebsd
          ''         | ubuntu  | linux
          ''         |         | linux
          linux      |         | linux
          -2         |         | linux
          0          | darwin  | darwin
          9999999999 | darwin  | darwin
          """)
  void the_platform_is_one_of_four(String type, String os, String platform) {
    var tables =
        os == null
            ? Map.<String, Map<String, String>>of()
            : Map.of("os_version", Map.of("platform", os));

    assertThat(HostDetails.of("id", type, tables).platform()).isEqualTo(platform);
  }

  @Test
  void everything_is_read_where_osquery_puts_it() {
    var details =
        HostDetails.of(
            "id",
            "9",
            Map.of(
                "system_info", Map.of("hostname", "web-1", "cpu_type", "x86"),
                "os_version", Map.of("name", "Debian", "version", "13", "arch", "x86_64"),
                "osquery_info", Map.of("version", "5.23.0")));

    assertThat(details)
        .isEqualTo(new HostDetails("web-1", "linux", "Debian 13", "x86_64", "5.23.0"));
  }

  @Test
  void what_is_not_told_is_empty_and_the_name_is_the_identifier() {
    assertThat(HostDetails.of("id", null, Map.of()))
        .isEqualTo(new HostDetails("id", "linux", "", "", ""));
  }

  @Test
  void a_text_has_no_nul_and_no_more_than_it_may() {
    assertThat(HostDetails.text(" a\0b\0\0 ")).isEqualTo("ab");
    assertThat(HostDetails.text("x".repeat(300))).hasSize(255);
  }
}
