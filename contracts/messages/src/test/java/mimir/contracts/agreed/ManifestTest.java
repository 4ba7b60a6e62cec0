package mimir.contracts.agreed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final String URL = "/api/v1/osquery/binary/linux/amd64/5.12.1/osqueryd";
  private static final String SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  private static final Instant AT = Instant.parse("2026-04-04T12:00:00Z");

  @Test
  void the_bytes_are_exactly_these() {
    var manifest = new Manifest("5.12.1", "linux", "amd64", URL, SHA256, AT);

    assertThat(new String(manifest.bytes(), UTF_8))
        .isEqualTo(
            "mimir-osquery-manifest-v1\n"
                + "version=5.12.1\n"
                + "os=linux\n"
                + "arch=amd64\n"
                + ("url=" + URL + "\n")
                + ("sha256=" + SHA256 + "\n")
                + "timestamp=2026-04-04T12:00:00Z\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "version            | null   | linux | amd64",
        "version            | ''     | linux | amd64",
        "version            | 5 12   | linux | amd64",
        "version            | 5/12   | linux | amd64",
        "version            | ..     | linux | amd64",
        "version            | .      | linux | amd64",
        "version            | 5=1    | linux | amd64",
        "version            | 5é     | linux | amd64",
        "os                 | 5.12.1 | Linux | amd64",
        "os                 | 5.12.1 | null  | amd64",
        "arch               | 5.12.1 | linux | x86_64",
        "arch               | 5.12.1 | linux | amd64=",
      })
  void a_field_that_cannot_be_is_named(String field, String version, String os, String arch) {
    refused(field, () -> new Manifest(version, os, arch, URL, SHA256, AT));
  }

  @Test
  void no_field_holds_a_line_break() {
    refused("version", () -> new Manifest("5\nos=windows", "linux", "amd64", URL, SHA256, AT));
    refused("version", () -> new Manifest("5.12.1\n", "linux", "amd64", URL, SHA256, AT));
    refused("os", () -> new Manifest("5", "linux\n", "amd64", URL, SHA256, AT));
    refused("download_url", () -> new Manifest("5", "linux", "amd64", URL + "\n", SHA256, AT));
    refused("sha256", () -> new Manifest("5", "linux", "amd64", URL, SHA256 + "\n", AT));
    refused("manifest_timestamp", () -> Manifest.timestamp("2026-04-04T12:00:00Z\n"));
    refused("version", () -> new Manifest("v".repeat(65), "linux", "amd64", URL, SHA256, AT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/api/x",
        "//evil.example/api/",
        "/api/",
        "/API/x",
        "/apix",
        "/api/../etc/passwd",
        "/api/v1/..",
        "/api//x",
        "/api/%2e%2e/x",
        "/api/x?y=1",
        "/api/x#y",
        "/api/x\\y",
        "/api/x y",
        ""
      })
  void a_download_url_is_a_path_of_ours(String url) {
    refused("download_url", () -> new Manifest("5", "linux", "amd64", url, SHA256, AT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-04-04T12:00:00",
        "2026-04-04T12:00:00.5Z",
        "2026-04-04T12:00:00+00:00",
        "2026-04-04 12:00:00Z",
        "2026-13-04T12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-04-04T24:00:00Z",
        "2026-12-31T23:59:60Z",
        "+12026-04-04T12:00:00Z",
        "2026-4-4T12:00:00Z",
        ""
      })
  void a_timestamp_has_one_form(String text) {
    refused("manifest_timestamp", () -> Manifest.timestamp(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "2CF2", "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824"})
  void a_hash_is_64_digits_in_lower_case(String sha256) {
    refused("sha256", () -> new Manifest("5", "linux", "amd64", URL, sha256, AT));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-04-04T12:00:00Z, true",
    "2026-04-04T11:50:00Z, true",
    "2026-04-04T11:49:59Z, false",
    "2027-04-04T12:00:00Z, true",
    "2027-04-04T12:00:01Z, false"
  })
  void an_agent_wants_it_fresh(Instant now, boolean fresh) {
    assertThat(new Manifest("5", "linux", "amd64", URL, SHA256, AT).fresh(now)).isEqualTo(fresh);
  }

  private static void refused(String field, ThrowingCallable made) {
    assertThatThrownBy(made)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_FIELD);
              assertThat(refused.extras()).containsEntry("field", field);
            });
  }
}
