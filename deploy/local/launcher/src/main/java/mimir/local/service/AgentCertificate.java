package mimir.local.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import mimir.local.process.Folders;
import mimir.local.process.JavaCommand;
import mimir.local.process.SecretFile;

/**
 * The certificate of the agents' listener: self-signed, for this machine only. Agents trust it by
 * being given the certificate itself as their CA file.
 */
public record AgentCertificate(Path certificateFile, Path keyFile) {
  private static final int DAYS = 397;

  /** Made anew when it has less than this left. */
  private static final Duration LEFT_MIN = Duration.ofDays(30);

  /** The one in the folder while it is valid, else a new one. */
  public static AgentCertificate in(Path folder, InstantSource clock)
      throws IOException, InterruptedException {
    var certificate =
        new AgentCertificate(folder.resolve("agent-ca.pem"), folder.resolve("agent-key.pem"));
    if (!certificate.isValid(clock)) {
      certificate.make(folder);
    }
    return certificate;
  }

  private boolean isValid(InstantSource clock) throws IOException {
    if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
      return false;
    }
    try (var in = Files.newInputStream(certificateFile)) {
      var x509 = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return x509.getNotAfter().toInstant().isAfter(clock.instant().plus(LEFT_MIN));
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private void make(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    var workplace = Files.createTempDirectory(folder, "certificate");
    try {
      var store = workplace.resolve("agent.p12");
      var password = SecretFile.random();
      generate(store, password);
      var keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
      var key = keys.getKey("agent", password.toCharArray());
      // The key first: a certificate without its key is made again at the next start.
      SecretFile.write(keyFile, pem("PRIVATE KEY", key.getEncoded()));
      Files.writeString(
          certificateFile, pem("CERTIFICATE", keys.getCertificate("agent").getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("the agents' certificate cannot be exported", e);
    } finally {
      Folders.delete(workplace);
    }
  }

  private static void generate(Path store, String password)
      throws IOException, InterruptedException {
    var command =
        List.of(
            JavaCommand.keytool(),
            "-genkeypair",
            "-alias",
            "agent",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost, O=Mimir local stack",
            "-validity",
            Integer.toString(DAYS),
            "-ext",
            "san=dns:localhost,ip:127.0.0.1,ip:::1",
            "-ext",
            "eku=serverAuth",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            // By environment: a command line can be read by everybody on the machine.
            "-storepass:env",
            "MIMIR_STORE_PASSWORD");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MIMIR_STORE_PASSWORD", password);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool makes no certificate: " + output.strip());
    }
  }

  private static String pem(String type, byte[] bytes) {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
