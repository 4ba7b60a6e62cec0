package mimir.dispatch.osquery;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

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
   * @param handshakeWithin how long a handshake may take; a connection in one is not counted yet
   */
  void addTo(HttpServerOptions options, Duration handshakeWithin) {
    options
        .setSsl(true)
        .setSslHandshakeTimeout(handshakeWithin.toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setKeyCertOptions(new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key));
    SUITES.forEach(options::addEnabledCipherSuite);
  }
}
