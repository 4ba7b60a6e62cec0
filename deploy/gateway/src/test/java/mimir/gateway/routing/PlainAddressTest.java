package mimir.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/users;x=1",
        "/api/v1/users;",
        "/api;/v1/users",
        "/api/v1/users%3Bx",
        "/api/v1/users%3bx",
        "/api/v1%2Fusers",
        "/api/v1%2fusers",
        "/api/v1%5Cusers",
        "/api/v1\\users",
        "//api/v1/users",
        "/api//v1/users",
        "/api/v1/users//",
        "/api/./v1/users",
        "/api/v1/hosts/../users",
        "/api/v1/users/..",
        "/api/v1/users/.",
        "/api/v1/%2e%2e/users",
        "/api/v1/%2E/users",
        "/api/v1/hosts/.%2e/users",
        "/%61pi/v1/users",
        "/api/v1/user%73",
        "/api/v1/users%00",
        "/api/v1/users%0d%0aX:1",
        "/api/v1/users%7f",
        "/api/v1/users%252e",
        "/api/v1/users%3fx",
        "/api/v1/users%23x",
        "/api/v1/users%",
        "/api/v1/users%2",
        "/api/v1/users%zz",
        "/api/v1/users#x",
        "/api/v1/users\t",
        "/api/v1/us ers",
        "/api/v1/us\u00e9rs",
        "/api/v1/users?a=\u0001",
        "/api/v1/users?a=b#c",
        "http://other/api/v1/users",
        "*",
        "",
        "api/v1/users",
      })
  void an_address_that_can_be_read_in_two_ways_is_refused(String target) {
    assertThat(PlainAddress.of(target)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v1/campaigns?limit=50&cursor=a%2Fb%3B..//&q=%25",
        "/api/v1/users/alice@example.com",
        "/api/v1/users/alice%40example.com",
        "/api/v1/feature-flags/a%20b",
        "/api/v1/campaigns/",
        "/.well-known/jwks.json",
        "/api/v1/osquery-releases/5.12.1~rc1",
        "/api/v1/x/%C3%A9",
      })
  void a_plain_address_goes_on_byte_for_byte(String target) {
    assertThat(PlainAddress.of(target)).map(PlainAddress::target).contains(target);
  }

  @Test
  void an_endless_address_is_refused() {
    assertThat(PlainAddress.of("/" + "a".repeat(5_000))).isEmpty();
  }
}
