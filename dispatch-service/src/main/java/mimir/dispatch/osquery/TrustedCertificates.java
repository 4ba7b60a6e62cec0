package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The certificates of a PEM file, and nothing else of it: a key may stand in the same file. */
final class TrustedCertificates {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----");

  static String pem(Path file) throws IOException {
    String pem =
        BLOCK
            .matcher(Files.readString(file, US_ASCII))
            .results()
            .map(block -> pem(file, block.group()))
            .collect(Collectors.joining());
    if (pem.isEmpty()) {
      throw new IllegalStateException(file + " holds no certificate");
    }
    return pem;
  }

  private static String pem(Path file, String block) {
    try {
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.getBytes(US_ASCII)));
      var body = Base64.getMimeEncoder(64, new byte[] {'\n'});
      return "-----BEGIN CERTIFICATE-----\n"
          + body.encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(file + " holds what is no certificate", e);
    }
  }

  private TrustedCertificates() {}
}
