package mimir.local.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentCertificateTest {
  private static final InstantSource NOW = InstantSource.system();

  @TempDir private Path folder;

  @Test
  void it_names_this_machine_and_its_key_is_the_owners_alone() throws Exception {
    var made = AgentCertificate.in(folder, NOW);

    var x509 = read(made.certificateFile());
    assertThat(x509.getSubjectAlternativeNames())
        .contains(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
    assertThat(x509.getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(key(made.keyFile())).isNotNull();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.keyFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void it_is_kept_while_it_is_valid() throws Exception {
    var first = read(AgentCertificate.in(folder, NOW).certificateFile());
    var second = read(AgentCertificate.in(folder, NOW).certificateFile());

    assertThat(second).isEqualTo(first);
  }

  @Test
  void it_is_made_anew_before_it_expires() throws Exception {
    var first = read(AgentCertificate.in(folder, NOW).certificateFile());
    var later = InstantSource.fixed(Instant.now().plus(Duration.ofDays(380)));

    assertThat(read(AgentCertificate.in(folder, later).certificateFile())).isNotEqualTo(first);
  }

  private static X509Certificate read(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static Object key(Path file) throws Exception {
    var lines = Files.readAllLines(file);
    assertThat(lines.getFirst()).isEqualTo("-----BEGIN PRIVATE KEY-----");
    var body = String.join("", lines.subList(1, lines.size() - 1));
    var bytes = Base64.getDecoder().decode(body);
    return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }
}
