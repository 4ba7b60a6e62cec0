package mimir.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import mimir.cli.output.Failed;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

  @ParameterizedTest
  @CsvSource({
    "https://Mimir.example.org/, https://mimir.example.org",
    "HTTPS://mimir.example.org:8443, https://mimir.example.org:8443",
    "http://localhost:8080, http://localhost:8080",
    "http://127.0.0.1:8080, http://127.0.0.1:8080",
    "http://[::1]:8080, http://[::1]:8080",
  })
  void an_address_is_a_scheme_and_a_host(String text, String address) {
    assertThat(ServerAddress.of(text, "--server", false).uri()).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://mimir.example.org",
        "http://10.0.0.7:8080",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
        "http://0.0.0.0:8080"
      })
  void http_does_not_leave_this_machine_unless_it_is_allowed_to(String text) {
    assertThatThrownBy(() -> ServerAddress.of(text, "MIMIR_URL", false))
        .isInstanceOf(Failed.class)
        .hasMessageStartingWith("MIMIR_URL is http")
        .hasMessageContaining("--insecure-http");
    assertThat(ServerAddress.of(text, "MIMIR_URL", true).uri()).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mimir.example.org",
        "ftp://mimir.example.org",
        "https://mimir.example.org/hunter2",
        "https://mimir.example.org?key=hunter2",
        "https://ann:hunter2@mimir.example.org",
        "https://mimir.example.org/ hunter2",
        "https://"
      })
  void what_is_no_address_is_refused_and_not_echoed(String text) {
    assertThatThrownBy(() -> ServerAddress.of(text, "--server", true))
        .isInstanceOf(Failed.class)
        .hasMessageStartingWith("--server")
        .hasMessageNotContaining("hunter2");
  }
}
