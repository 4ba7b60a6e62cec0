package mimir.dispatch.osquery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate of this machine in two PEM files, and a client that trusts it. */
record TestCertificate(Path certificateFile, Path keyFile, SSLContext client) {
  private static final String PASSWORD = "password";

  /** Puts the files there, or others in their place. */
  static TestCertificate in(Path folder) throws Exception {
    Path store = Files.createTempDirectory(folder, "store").resolve("agent.p12");
    keytool(store);
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    Certificate certificate = keys.getCertificate("agent");
    var made =
        new TestCertificate(
            folder.resolve("agent-cert.pem"),
            folder.resolve("agent-key.pem"),
            trusting(certificate));
    Files.writeString(
        made.keyFile,
        pem("PRIVATE KEY", keys.getKey("agent", PASSWORD.toCharArray()).getEncoded()));
    Files.writeString(made.certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
    return made;
  }

  private static void keytool(Path store) throws IOException, InterruptedException {
    var keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "agent",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString());
    if (keytool.start().waitFor() != 0) {
      throw new IllegalStateException("keytool makes no certificate");
    }
  }

  private static SSLContext trusting(Certificate certificate)
      throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("agent", certificate);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String type, byte[] bytes) {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
