package mimir.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  private static final Set<String> PROXIES = Set.of("10.0.0.1", "10.0.0.2");

  @ParameterizedTest
  @CsvSource({
    "192.0.2.9, , 192.0.2.9",
    "192.0.2.9, 198.51.100.1, 192.0.2.9",
    "10.0.0.1, , 10.0.0.1",
    "10.0.0.1, 198.51.100.1, 198.51.100.1",
    "10.0.0.1, '203.0.113.5, 198.51.100.1', 198.51.100.1",
    "10.0.0.1, '203.0.113.5, 198.51.100.1, 10.0.0.2', 198.51.100.1",
    "10.0.0.1, '10.0.0.2', 10.0.0.1",
    "10.0.0.1, '203.0.113.5, ', 10.0.0.1",
  })
  void only_a_trusted_proxy_is_believed_and_only_what_it_added(
      String peer, String forwardedFor, String address) {
    assertThat(ClientAddress.address(peer, forwardedFor, PROXIES)).isEqualTo(address);
  }
}
