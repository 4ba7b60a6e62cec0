package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;

/**
 * TLS 1.3, and 1.2 with what of it is still sound, because osquery's client speaks 1.2: a fresh key
 * for each connection and authenticated encryption, nothing else.
 */
record AgentTls(Buffer certificate, Buffer key) {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** Read whole, so that another content is another value. */
  static AgentTls read(Path certificate, Path key) throws IOException {
    return new AgentTls(
        Buffer.buffer(Files.readAllBytes(certificate)), Buffer.buffer(Files.readAllBytes(key)));
  }

  /**
   * Of two files one may be renewed before the other, and no handshake would succeed then.
   *
   * @throws IOException when the key is not that of the certificate, or one of them is none
   */
  void check(Vertx vertx) throws IOException {
    try {
      for (KeyManager each : pair().getKeyManagerFactory(vertx).getKeyManagers()) {
        if (each instanceof X509KeyManager manager) {
          for (String type : List.of("EC", "RSA")) {
            String[] aliases = manager.getServerAliases(type, null);
            for (String alias : aliases == null ? new String[0] : aliases) {
              check(manager.getPrivateKey(alias), manager.getCertificateChain(alias)[0]);
            }
          }
        }
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("no certificate with its key", e);
    }
  }

  private static void check(PrivateKey key, X509Certificate certificate)
      throws IOException, GeneralSecurityException {
    var signature =
        Signature.getInstance(
            key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
    var text = "one pair".getBytes(US_ASCII);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(text);
    if (!signature.verify(signed)) {
      throw new IOException("the private key is not that of the certificate");
    }
  }

  private PemKeyCertOptions pair() {
    return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
  }

  /**
   * @param handshakeWithin how long a handshake may take; a connection in one is not counted yet
   */
  void addTo(HttpServerOptions options, Duration handshakeWithin) {
    options
        .setSsl(true)
        .setSslHandshakeTimeout(handshakeWithin.toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setKeyCertOptions(pair());
    SUITES.forEach(options::addEnabledCipherSuite);
  }
}
