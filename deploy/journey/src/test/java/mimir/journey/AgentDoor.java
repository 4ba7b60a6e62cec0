package mimir.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The agents' listener of one replica, request by request; a fleet chooses its own replica. */
final class AgentDoor {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String BASE = "/api/v1/osquery/";

  private final HttpClient client;
  private final URI address;

  AgentDoor(URI address, Path caFile) {
    this.address = address;
    this.client = HttpClient.newBuilder().sslContext(trusting(caFile)).build();
  }

  /** The node key. */
  String enroll(String secret, String hostname) {
    var details = Map.of("system_info", Map.of("hostname", hostname));
    var body =
        Map.of(
            "enroll_secret",
            secret,
            "host_identifier",
            hostname,
            "platform_type",
            "9",
            "host_details",
            details);
    return post("enroll", body).get("node_key").asText();
  }

  JsonNode read(String nodeKey) {
    return post("distributed/read", Map.of("node_key", nodeKey));
  }

  /** No rows for whatever a read has given. */
  JsonNode answer(String nodeKey, JsonNode read) {
    var rows = JSON.createObjectNode();
    var statuses = JSON.createObjectNode();
    read.get("queries")
        .properties()
        .forEach(
            query -> {
              rows.putArray(query.getKey());
              statuses.put(query.getKey(), 0);
            });
    return post(
        "distributed/write", Map.of("node_key", nodeKey, "queries", rows, "statuses", statuses));
  }

  private JsonNode post(String path, Object body) {
    try {
      var request =
          HttpRequest.newBuilder(address.resolve(BASE + path))
              .timeout(Duration.ofSeconds(16))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
              .build();
      return JSON.readTree(client.send(request, BodyHandlers.ofByteArray()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** What trusts this file's certificate and no other. */
  static SSLContext trusting(Path caFile) {
    try (var in = Files.newInputStream(caFile)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "agents", CertificateFactory.getInstance("X.509").generateCertificate(in));
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
