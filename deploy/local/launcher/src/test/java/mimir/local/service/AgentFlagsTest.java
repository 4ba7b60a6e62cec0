package mimir.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentFlagsTest {
  private static final Path ROOT = Path.of(System.getProperty("mimir.root"));

  @Test
  void the_flags_name_this_stacks_address_and_files(@TempDir Path folder) throws Exception {
    var file = folder.resolve("osquery.flags");

    AgentFlags.write(
        ROOT, file, "127.0.0.1:20001", Path.of("/data/ca.pem"), Path.of("/data/secret"));

    assertThat(Files.readAllLines(file))
        .contains(
            "--tls_hostname=127.0.0.1:20001",
            "--tls_server_certs=/data/ca.pem",
            "--enroll_secret_path=/data/secret",
            "--distributed_tls_write_endpoint=/api/v1/osquery/distributed/write")
        .noneMatch(line -> line.contains("${"));
  }
}
