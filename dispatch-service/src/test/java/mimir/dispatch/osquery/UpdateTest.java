package mimir.dispatch.osquery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import mimir.contracts.Topics;
import mimir.contracts.agent.AgentEvent;
import mimir.contracts.agent.AgentEvent.UpdateOffered;
import mimir.contracts.agent.AgentEvent.UpdateReported;
import mimir.contracts.agent.AgentEvent.UpdateStatus;
import mimir.contracts.agreed.Manifest;
import mimir.contracts.release.ReleaseEvent;
import mimir.contracts.release.ReleaseEvent.RolloutAutoPaused;
import mimir.contracts.release.ReleaseEvent.RolloutSet;
import mimir.contracts.release.ReleaseEvent.SignedManifest;
import mimir.dispatch.DispatchLimits;
import mimir.dispatch.Outlet;
import mimir.dispatch.hosts.RunningVersions;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that asks for its osquery, and downloads it (O-6, O-7, O-10). */
@QuarkusTest
class UpdateTest {
  private static final HexFormat HEX = HexFormat.of();

  @Inject AgentDoor door;
  @Inject Outlet outlet;
  @Inject DispatchLimits limits;
  @Inject Jdbi jdbi;

  private final HttpClient client = HttpClient.newHttpClient();
  private final Instant signedAt =
      Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
  private final UUID id = UUID.randomUUID();
  private final String version = "5." + id;
  private final byte[] binary = ("osqueryd " + version).repeat(1_000).getBytes(UTF_8);
  private Agent agent;
  private SignedManifest manifest;

  @BeforeEach
  void a_release_for_all() throws Exception {
    agent = door.enrolled();
    manifest = signed(sha256(binary));
    Files.createDirectories(limits.releaseStore());
    Files.write(stored(), binary);
    rollOut(100);
    await().untilAsserted(() -> assertThat(offer("5.0.0").isObject()).isTrue());
  }

  @AfterEach
  void for_nobody() {
    rollOut(0);
    await().untilAsserted(() -> assertThat(offer("5.0.0").isNull()).isTrue());
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private SignedManifest signed(String sha256) {
    return signed(sha256, signedAt);
  }

  private SignedManifest signed(String sha256, Instant at) {
    byte[] seed = new byte[32];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = (byte) i;
    }
    var it = new Manifest(version, "linux", "amd64", path(), sha256, at);
    var signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(seed));
    signer.update(it.bytes(), 0, it.bytes().length);
    return new SignedManifest(
        version, "linux", "amd64", path(), sha256, HEX.formatHex(signer.generateSignature()), at);
  }

  private String path() {
    return "/api/v1/osquery/binary/linux/amd64/" + version + "/osqueryd";
  }

  private Path stored() {
    return limits.releaseStore().resolve(manifest.sha256());
  }

  private void rollOut(int percent) {
    tell(new RolloutSet(id, manifest, Instant.now(), percent, "bob", Instant.now()));
  }

  private void tell(ReleaseEvent event) {
    outlet.send(Topics.RELEASES, id.toString(), ReleaseEvent.CODEC, event, null).join();
  }

  private JsonNode offer(String runs) throws Exception {
    return update("linux", "amd64", runs).get("offer");
  }

  private JsonNode update(String os, String arch, String runs) throws Exception {
    return agent.post(
        "/api/v1/osquery/update",
        "{\"node_key\":\"%s\",\"os\":\"%s\",\"arch\":\"%s\",\"version\":\"%s\"}"
            .formatted(agent.nodeKey, os, arch, runs));
  }

  @Test
  void an_agent_is_told_all_that_it_must_verify() throws Exception {
    JsonNode offer = offer("5.0.0");

    assertThat(offer.get("version").asText()).isEqualTo(version);
    assertThat(offer.get("os").asText()).isEqualTo("linux");
    assertThat(offer.get("arch").asText()).isEqualTo("amd64");
    assertThat(offer.get("url").asText()).isEqualTo(path());
    assertThat(offer.get("sha256").asText()).isEqualTo(manifest.sha256());
    assertThat(offer.get("signature").asText()).isEqualTo(manifest.signature());
    assertThat(offer.get("manifest_timestamp").asText()).isEqualTo(signedAt.toString());
    assertThat(offer("5.0.0")).isEqualTo(offer);
    assertThat(offer(version).isNull()).isTrue();
    assertThat(update("linux", "arm64", "5.0.0").get("offer").isNull()).isTrue();
    assertThat(update("darwin", "amd64", "5.0.0").get("offer").isNull()).isTrue();
  }

  /** So that the list of hosts shows how far a rollout is: {@link RunningVersions}. */
  @Test
  void what_an_agent_says_that_it_runs_is_known() throws Exception {
    offer("5.0.7");
    assertThat(runs()).isEqualTo("5.0.7");
    offer("5.0.8");
    assertThat(runs()).isEqualTo("5.0.8");
    offer("5 0;9");
    assertThat(runs()).isEqualTo("5.0.8");
  }

  private String runs() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT osquery_version FROM host WHERE host_identifier = ?")
                .bind(0, agent.identifier)
                .mapTo(String.class)
                .one());
  }

  @Test
  void what_it_does_not_say_is_an_error_and_a_key_of_nobody_is_invalid() throws Exception {
    assertThat(update("beos", "amd64", "5").has("error")).isTrue();
    assertThat(update("linux", "mips", "5").has("error")).isTrue();
    assertThat(update("linux", "amd64", "").has("error")).isTrue();
    assertThat(update("linux", "amd64", "x".repeat(65)).has("error")).isTrue();
    assertThat(
            door.stranger()
                .post("/api/v1/osquery/update", "{\"node_key\":\"nobodys\"}")
                .get("node_invalid")
                .asBoolean())
        .isTrue();
  }

  @Test
  void a_report_is_acknowledged_and_one_that_says_nothing_is_not() throws Exception {
    assertThat(report("installed", "")).isEmpty();
    assertThat(report("failed", "the signature does not verify " + "x".repeat(5_000))).isEmpty();
    assertThat(report("failed", "a\\u0000b\\ud800\\r\\nc")).isEmpty();
    assertThat(report("lost", "").has("error")).isTrue();

    // What is not made for a database or a log is taken out, and the rest is bounded.
    assertThat(told(UpdateReported.class))
        .extracting(UpdateReported::status, UpdateReported::version)
        .containsExactly(
            tuple(UpdateStatus.INSTALLED, version),
            tuple(UpdateStatus.FAILED, version),
            tuple(UpdateStatus.FAILED, version));
    assertThat(told(UpdateReported.class).get(1).detail())
        .hasSize(1_000)
        .startsWith("the signature does not verify xxx");
    assertThat(told(UpdateReported.class).get(2).detail()).isEqualTo("abc");
  }

  private <T extends AgentEvent> List<T> told(Class<T> type) {
    return door.events(door.hostId(agent)).stream()
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** So is known who was offered what, whatever becomes of it (O-12). */
  @Test
  void each_offer_is_told() throws Exception {
    int before = told(UpdateOffered.class).size();

    offer("5.0.0");
    offer(version);

    await().untilAsserted(() -> assertThat(told(UpdateOffered.class)).hasSize(before + 1));
    assertThat(told(UpdateOffered.class).getLast().releaseId()).isEqualTo(id);
    assertThat(told(UpdateOffered.class).getLast().version()).isEqualTo(version);
  }

  private JsonNode report(String status, String detail) throws Exception {
    return agent.post(
        "/api/v1/osquery/update/report",
        "{\"node_key\":\"%s\",\"version\":\"%s\",\"status\":\"%s\",\"detail\":\"%s\"}"
            .formatted(agent.nodeKey, version, status, detail));
  }

  /** INV-17. */
  @Test
  void what_is_not_what_was_signed_is_neither_offered_nor_served() throws Exception {
    Files.write(stored(), new byte[] {1});
    assertThat(offer("5.0.0").isNull()).isTrue();
    assertThat(download().statusCode()).isEqualTo(404);

    Files.delete(stored());
    assertThat(offer("5.0.0").isNull()).isTrue();
    assertThat(download().statusCode()).isEqualTo(404);

    Files.write(stored(), binary);
    assertThat(offer("5.0.0").isObject()).isTrue();
  }

  @Test
  void a_manifest_that_nobody_signed_is_not_offered() {
    var forged =
        new SignedManifest(
            version, "linux", "amd64", path(), manifest.sha256(), "ab".repeat(64), signedAt);
    tell(new RolloutSet(id, forged, Instant.now(), 100, "bob", Instant.now()));

    await().untilAsserted(() -> assertThat(offer("5.0.0").isNull()).isTrue());
  }

  @Test
  void what_was_signed_too_long_ago_is_not_offered() {
    var stale = signed(manifest.sha256(), signedAt.minus(Duration.ofDays(365)));
    tell(new RolloutSet(id, stale, Instant.now(), 100, "bob", Instant.now()));

    await().untilAsserted(() -> assertThat(offer("5.0.0").isNull()).isTrue());
  }

  @Test
  void a_pause_ends_offers_and_downloads() throws Exception {
    tell(new RolloutAutoPaused(id, manifest, signedAt, "bad", 3, 3, 0, Instant.now()));

    await().untilAsserted(() -> assertThat(offer("5.0.0").isNull()).isTrue());
    assertThat(download().statusCode()).isEqualTo(404);
  }

  @Test
  void the_binary_is_served_whole_and_in_parts() throws Exception {
    HttpResponse<byte[]> whole = download();

    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo(binary);
    assertThat(header(whole, "ETag")).isEqualTo('"' + manifest.sha256() + '"');
    assertThat(header(whole, "Content-Length")).isEqualTo("" + binary.length);
    assertThat(header(whole, "Accept-Ranges")).isEqualTo("bytes");

    HttpResponse<byte[]> part = download("Range", "bytes=10-19");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(binary, 10, 20));
    assertThat(header(part, "Content-Range")).isEqualTo("bytes 10-19/" + binary.length);
    assertThat(download("Range", "bytes=10-19", "If-Range", "\"other\"").statusCode())
        .isEqualTo(200);

    HttpResponse<byte[]> behind = download("Range", "bytes=99999999-");
    assertThat(behind.statusCode()).isEqualTo(416);
    assertThat(header(behind, "Content-Range")).isEqualTo("bytes */" + binary.length);
    String tag = header(whole, "ETag");
    assertThat(download("If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(download("If-None-Match", "\"x\", W/" + tag).statusCode()).isEqualTo(304);
    assertThat(download("If-None-Match", "\"x" + tag.substring(1)).statusCode()).isEqualTo(200);
  }

  @Test
  void a_head_has_no_body() throws Exception {
    var head =
        client.send(
            request(path()).HEAD().header("Authorization", "NodeKey " + agent.nodeKey).build(),
            BodyHandlers.ofByteArray());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Length")).isEqualTo("" + binary.length);
  }

  @Test
  void nobody_else_gets_it() throws Exception {
    for (String authorization :
        new String[] {"NodeKey nobodys", "Bearer " + agent.nodeKey, "NodeKey ", agent.nodeKey}) {
      var answer =
          client.send(
              request(path()).header("Authorization", authorization).build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(authorization).isEqualTo(401);
      assertThat(answer.body()).contains("error");
    }
    assertThat(client.send(request(path()).build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/osquery/binary/linux/amd64/../osqueryd",
        "/api/v1/osquery/binary/linux/amd64/..%2f..%2fetc%2fpasswd/osqueryd",
        "/api/v1/osquery/binary/linux/amd64/5/passwd",
        "/api/v1/osquery/binary/linux/amd64/5.0.0/osqueryd",
        "/api/v1/osquery/binary//amd64/5/osqueryd",
        "/api/v1/osquery/binary/linux/amd64/5/osqueryd;x",
        "/api/v1/osquery/binary/"
      })
  void no_other_path_leads_to_a_file(String path) throws Exception {
    var answer =
        client.send(
            request(path).header("Authorization", "NodeKey " + agent.nodeKey).build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(404);
  }

  private HttpResponse<byte[]> download(String... headers) throws Exception {
    var request = request(path()).header("Authorization", "NodeKey " + agent.nodeKey);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path));
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
