package mimir.dispatch.osquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnrollmentFilesTest {
  private static final String LINUX =
      """
      --tls_hostname=mimir.example:8443
      --tls_server_certs=/etc/osquery/mimir-ca.pem
      --enroll_secret_path=/etc/osquery/mimir-enroll-secret
      --enroll_tls_endpoint=/api/v1/osquery/enroll
      --config_plugin=tls
      --config_tls_endpoint=/api/v1/osquery/config
      --config_refresh=300
      --logger_plugin=tls
      --logger_tls_endpoint=/api/v1/osquery/log
      --logger_tls_period=10
      --disable_distributed=false
      --distributed_plugin=tls
      --distributed_interval=60
      --distributed_tls_read_endpoint=/api/v1/osquery/distributed/read
      --distributed_tls_write_endpoint=/api/v1/osquery/distributed/write
      --distributed_tls_max_attempts=5
      --host_identifier=uuid
      --tls_accept_gzip=true
      """;

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void the_flags_are_those_that_osquery_needs() {
    environment.put("MIMIR_AGENT_URL", "mimir.example:8443");

    String flags = files().flagFile(FlagFile.Platform.of("linux"));

    assertThat(flags.lines().filter(line -> !line.startsWith("#")))
        .containsExactlyElementsOf(LINUX.lines().toList());
  }

  /** An address that the door does not know would be an agent's that never works. */
  @Test
  void every_endpoint_of_the_flags_is_one_of_the_door() {
    assertThat(LINUX.lines().filter(line -> line.contains("endpoint=")))
        .hasSize(5)
        .allMatch(line -> AgentPath.of(line.substring(line.indexOf("=") + 1)) != AgentPath.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "darwin, --tls_server_certs=/var/osquery/mimir-ca.pem",
    "freebsd, --enroll_secret_path=/usr/local/etc/osquery/mimir-enroll-secret",
    "windows, --tls_server_certs=C:\\Program Files\\osquery\\mimir-ca.pem",
    "windows, --enroll_secret_path=C:\\Program Files\\osquery\\mimir-enroll-secret"
  })
  void paths_are_those_of_the_platform(String platform, String flag) {
    environment.put("MIMIR_AGENT_URL", "https://10.0.0.1:8443/");

    assertThat(files().flagFile(FlagFile.Platform.of(platform)).lines())
        .contains(flag, "--tls_hostname=10.0.0.1:8443");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Linux", "solaris", "../x"})
  void another_platform_is_refused(String platform) {
    assertThatThrownBy(() -> FlagFile.Platform.of(platform)).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://a:1", "a b", "a:1\n--extensions_autoload=/x", "a:1/path", ":8443"})
  void an_address_that_is_none_stops_the_start(String address) {
    environment.put("MIMIR_AGENT_URL", address);

    assertThatThrownBy(() -> files().check(null)).hasMessageContaining("MIMIR_AGENT_URL");
  }

  @Test
  void what_is_not_configured_is_not_there() {
    assertThatThrownBy(() -> files().flagFile(FlagFile.Platform.LINUX))
        .isInstanceOfSatisfying(
            Refused.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.NOT_CONFIGURED));
    assertThatThrownBy(() -> files().certificates())
        .isInstanceOfSatisfying(
            Refused.class, no -> assertThat(no.code()).isEqualTo(ErrorCode.NOT_CONFIGURED));
  }

  @Test
  void certificates_are_handed_out_and_a_key_beside_them_is_not() throws Exception {
    var made = TestCertificate.in(folder);
    var both = folder.resolve("both.pem");
    var certificate = Files.readString(made.certificateFile());
    Files.writeString(both, Files.readString(made.keyFile()) + "some words\n" + certificate);
    environment.put("MIMIR_AGENT_TLS_CERT", both.toString());

    files().check(null);

    assertThat(files().certificates()).isEqualTo(certificate);
  }

  @Test
  void the_ca_goes_before_the_listeners_own_certificate() throws Exception {
    var own = TestCertificate.in(Files.createDirectory(folder.resolve("own")));
    var ca = TestCertificate.in(Files.createDirectory(folder.resolve("ca")));
    environment.put("MIMIR_AGENT_TLS_CERT", own.certificateFile().toString());
    environment.put("MIMIR_AGENT_CA", ca.certificateFile().toString());

    assertThat(files().certificates()).isEqualTo(Files.readString(ca.certificateFile()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
  void a_file_without_a_certificate_stops_the_start(String pem) throws Exception {
    var file = Files.writeString(folder.resolve("ca.pem"), pem);
    environment.put("MIMIR_AGENT_CA", file.toString());

    assertThatThrownBy(() -> files().check(null)).isInstanceOf(IllegalStateException.class);
  }

  private EnrollmentFiles files() {
    return new EnrollmentFiles(ListenerSettings.of(environment));
  }
}
