package mimir.release.catalogue;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import mimir.contracts.release.ReleaseEvent;
import mimir.contracts.runtime.EventLog;
import mimir.release.ReleaseLimits;
import mimir.testing.Endpoints;
import mimir.testing.ServiceInfra;
import mimir.testing.Tokens;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Releases as their callers see them; also the statements of {@link ReleaseTables}. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceInfra.class,
    initArgs = @ResourceArg(name = "schema", value = "release"))
class ReleaseResourceTest {
  private static final String RELEASES = "/api/v1/osquery-releases";
  private static final List<String> CALLS =
      List.of(
          "GET /api/v1/osquery-releases",
          "POST /api/v1/osquery-releases",
          "GET /api/v1/osquery-releases/{id}",
          "POST /api/v1/osquery-releases/{id}/approve",
          "PUT /api/v1/osquery-releases/{id}/rollout",
          "DELETE /api/v1/osquery-releases/{id}");

  @Inject ReleaseLimits limits;
  @Inject ReleaseTables tables;
  @Inject EventLog log;
  @Inject Jdbi jdbi;

  private final String version = Signed.version();

  @Test
  void every_endpoint_is_an_admins() {
    assertThat(new TreeSet<>(CALLS)).isEqualTo(Endpoints.of("mimir.release"));
    for (String call : CALLS) {
      String method = call.split(" ", 2)[0];
      String path = call.split(" ", 2)[1].replace("{id}", UUID.randomUUID().toString());
      // Chosen by what is sent, before anybody is asked who it is.
      String sent = call.equals("POST /api/v1/osquery-releases") ? "application/json" : "";
      for (String who : List.of("anonymous", "expired", "audience", "issuer", "unsigned")) {
        refused(as(who).contentType(sent).request(method, path), 401, "unauthenticated");
      }
      for (String who : List.of("operator", "capability")) {
        refused(as(who).contentType(sent).request(method, path), 403, "forbidden");
      }
      assertThat(as("admin").contentType(sent).request(method, path).statusCode())
          .as(call)
          .isNotIn(401, 403);
    }
  }

  @Test
  void a_release_goes_from_registered_to_deleted() {
    Response registered = register(Signed.fields(version));

    assertThat(registered.statusCode()).isEqualTo(201);
    String id = registered.jsonPath().getString("id");
    assertThat(registered.header("Location")).endsWith(RELEASES + "/" + id);
    assertThat(registered.jsonPath().getString("status")).isEqualTo("pending");
    assertThat(registered.jsonPath().<Integer>get("rollout")).isNull();
    assertThat(registered.jsonPath().getString("added_by")).isEqualTo("alice");
    assertThat(registered.jsonPath().getBoolean("has_binary")).isFalse();
    assertThat(registered.jsonPath().getString("manifest_timestamp"))
        .isEqualTo(Signed.at().toString());
    assertThat(registered.jsonPath().<String, Integer>getMap("health"))
        .isEqualTo(Map.of("offered", 0, "installed", 0, "failed", 0, "silent", 0));
    refused(rollout(id, 1), 409, "not_approved");

    Response approved = approve(id, Tokens.admin("bob"));
    assertThat(approved.jsonPath().getString("status")).isEqualTo("approved");
    assertThat(approved.jsonPath().getInt("rollout")).isZero();
    assertThat(approved.jsonPath().getString("approved_by")).isEqualTo("bob");

    assertThat(rollout(id, 25).jsonPath().getInt("rollout")).isEqualTo(25);
    refused(delete(id), 409, "rollout_active");
    assertThat(rollout(id, 0).statusCode()).isEqualTo(200);
    assertThat(delete(id).statusCode()).isEqualTo(204);
    refused(admin().get(RELEASES + "/" + id), 404, "not_found");
    refused(approve(id, Tokens.admin("bob")), 404, "not_found");
    assertThat(types(id))
        .containsExactly(
            "ReleaseRegistered", "ReleaseApproved", "RolloutSet", "RolloutSet", "ReleaseDeleted");

    assertThat(register(Signed.fields(version)).statusCode()).isEqualTo(201);
  }

  /**
   * An old build with a weakness, signed in its day, under the version of the one that mended it.
   */
  @Test
  void what_was_signed_before_the_approved_one_cannot_take_its_place() {
    String id = register(Signed.fields(version)).jsonPath().getString("id");
    assertThat(approve(id, Tokens.admin("bob")).statusCode()).isEqualTo(200);
    assertThat(delete(id).statusCode()).isEqualTo(204);

    Instant sooner = Signed.at().minusSeconds(1);
    Response older = register(Signed.fields(version, "linux", "amd64", sooner));
    refused(older, 422, "invalid_field");
    assertThat(older.jsonPath().getString("field")).isEqualTo("manifest_timestamp");
    assertThat(older.jsonPath().getString("detail")).contains("older");
    assertThat(register(Signed.fields(version, "linux", "arm64", sooner)).statusCode())
        .isEqualTo(201);
  }

  private List<String> types(String id) {
    return log.read(Releases.STREAM_PREFIX + id, ReleaseEvent.CODEC).events().stream()
        .map(event -> event.getClass().getSimpleName())
        .toList();
  }

  @Test
  void a_version_is_registered_once_for_each_platform() {
    assertThat(register(Signed.fields(version)).statusCode()).isEqualTo(201);
    assertThat(register(Signed.fields(version, "linux", "arm64")).statusCode()).isEqualTo(201);
    assertThat(register(Signed.fields(version, "darwin", "amd64")).statusCode()).isEqualTo(201);
    refused(register(Signed.fields(version)), 409, "release_exists");
  }

  @ParameterizedTest
  @CsvSource({
    "version,            5 12,                                     invalid_field",
    "version,            ..,                                       invalid_field",
    "os,                 beos,                                     invalid_field",
    "arch,               mips,                                     invalid_field",
    "download_url,       https://evil.example/api/x,               invalid_field",
    "download_url,       /api/v1/../../etc/passwd,                 invalid_field",
    "sha256,             abc,                                      invalid_field",
    "signature,          abc,                                      invalid_field",
    "manifest_timestamp, yesterday,                                invalid_field",
    "version,            6.0.0,                                    invalid_signature",
    "download_url,       /api/v1/other,                            invalid_signature",
    "manifest_timestamp, 2001-04-04T12:00:00Z,                     invalid_field"
  })
  void what_cannot_be_is_refused_and_nothing_is_there(String field, String value, String code) {
    Map<String, String> fields = Signed.fields(version);
    fields.put(field, value);

    Response answer = register(fields);

    refused(answer, 422, code);
    if (code.equals("invalid_field")) {
      assertThat(answer.jsonPath().getString("field")).isEqualTo(field);
    }
    assertThat(admin().get(RELEASES).jsonPath().getList("items.version")).doesNotContain(version);
  }

  @Test
  void nobody_sets_what_is_not_asked_for() {
    for (String field : List.of("status", "approved", "rollout", "added_by", "has_binary")) {
      Map<String, String> fields = Signed.fields(version);
      fields.put(field, "100");
      refused(register(fields), 400, "malformed_request");
    }
    refused(admin().contentType("application/json").post(RELEASES), 422, "invalid_field");
    refused(
        admin().contentType("text/plain").body("x").post(RELEASES), 415, "unsupported_media_type");
  }

  @Test
  void a_binary_is_kept_under_its_hash() throws IOException {
    Response uploaded = upload(Signed.fields(version), Signed.binary(version));

    assertThat(uploaded.statusCode()).as(uploaded.asString()).isEqualTo(201);
    assertThat(uploaded.jsonPath().getBoolean("has_binary")).isTrue();
    assertThat(kept(version)).hasBinaryContent(Signed.binary(version));
    assertThat(incoming()).isEmpty();
  }

  /** Else a refused upload would bring the binary of what was registered, or approved, without. */
  @Test
  void an_upload_for_a_version_that_is_there_leaves_nothing() throws IOException {
    register(Signed.fields(version));

    refused(upload(Signed.fields(version), Signed.binary(version)), 409, "release_exists");

    assertThat(Files.exists(kept(version))).isFalse();
    assertThat(incoming()).isEmpty();
  }

  @Test
  void an_upload_that_is_refused_leaves_nothing() throws IOException {
    byte[] other = Signed.binary(version + "x");
    Response mismatch = upload(Signed.fields(version), other);
    refused(mismatch, 422, "sha256_mismatch");
    assertThat(mismatch.jsonPath().getString("detail")).contains(Signed.sha256(other));

    Map<String, String> forged = Signed.fields(version);
    forged.put("signature", "ab".repeat(64));
    refused(upload(forged, Signed.binary(version)), 422, "invalid_signature");
    Map<String, String> unknown = Signed.fields(version);
    unknown.put("status", "approved");
    refused(upload(unknown, Signed.binary(version)), 400, "malformed_request");
    refused(multipart(Signed.fields(version)).post(RELEASES), 422, "invalid_field");
    refused(
        admin()
            .config(
                RestAssured.config()
                    .encoderConfig(
                        EncoderConfig.encoderConfig()
                            .encodeContentTypeAs("multipart/form-data", ContentType.TEXT)))
            .contentType("multipart/form-data; boundary=x")
            .body("--x\r\nbroken")
            .post(RELEASES),
        400,
        "malformed_request");
    Map<String, String> tooLong = Signed.fields(version);
    tooLong.put("signature", "a".repeat(5_000));
    refused(upload(tooLong, Signed.binary(version)), 422, "invalid_field");

    assertThat(incoming()).isEmpty();
    assertThat(kept(version)).doesNotExist();
    assertThat(Files.exists(limits.releaseStore().resolve(Signed.sha256(other)))).isFalse();
  }

  @Test
  void a_binary_that_is_too_large_leaves_nothing() throws IOException {
    refused(upload(Signed.fields(version), new byte[9 * 1024 * 1024]), 413, "too_large");

    assertThat(incoming()).isEmpty();
  }

  @Test
  void of_a_binary_that_was_changed_nothing_is_approved() throws IOException {
    String id = upload(Signed.fields(version), Signed.binary(version)).jsonPath().getString("id");
    Files.writeString(kept(version), "something else");

    refused(approve(id, Tokens.admin("bob")), 422, "sha256_mismatch");
  }

  @Test
  void of_what_was_changed_behind_the_service_nothing_is_approved() {
    // The list is not what is signed: the stream is.
    String id = register(Signed.fields(version)).jsonPath().getString("id");
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE osquery_release SET sha256 = ? WHERE release_id = ?",
                "ab".repeat(32),
                UUID.fromString(id)));
    jdbi.useHandle(
        handle ->
            handle.execute(
                "UPDATE event SET payload = replace(payload, ?, ?) WHERE stream = ?",
                Signed.sha256(Signed.binary(version)),
                "ab".repeat(32),
                Releases.STREAM_PREFIX + id));

    refused(approve(id, Tokens.admin("bob")), 422, "invalid_signature");
  }

  @Test
  void pages_hold_each_release_once_newest_first() {
    for (int n = 0; n < 5; n++) {
      register(Signed.fields(version + "-" + n));
    }

    var ids = new ArrayList<String>();
    String cursor = "";
    while (cursor != null) {
      var page = admin().get(RELEASES + "?limit=2&cursor=" + cursor).jsonPath();
      ids.addAll(page.getList("items.id"));
      cursor = page.getString("next_cursor");
    }

    assertThat(ids).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
    assertThat(ids.stream().map(UUID::fromString).map(UUID::toString).toList())
        .isSortedAccordingTo(Comparator.reverseOrder());
    refused(admin().get(RELEASES + "?limit=501"), 422, "invalid_field");
    refused(admin().get(RELEASES + "?cursor=bm9wZQ"), 400, "malformed_request");
  }

  @Test
  void the_list_is_a_projection_that_can_be_made_again() {
    String kept = register(Signed.fields(version)).jsonPath().getString("id");
    approve(kept, Tokens.admin("bob"));
    rollout(kept, 5);
    String before = admin().get(RELEASES + "/" + kept).asString();

    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              jdbi.useHandle(
                  handle ->
                      handle.execute(
                          "DELETE FROM osquery_release WHERE release_id = ?",
                          UUID.fromString(kept)));
              log.read(Releases.STREAM_PREFIX + kept, ReleaseEvent.CODEC)
                  .events()
                  .forEach(tables::project);
            });

    assertThat(admin().get(RELEASES + "/" + kept).asString()).isEqualTo(before);
  }

  private Path kept(String version) {
    return limits.releaseStore().resolve(Signed.sha256(Signed.binary(version)));
  }

  private List<Path> incoming() throws IOException {
    Path incoming = limits.releaseStore().resolve("incoming");
    if (!Files.exists(incoming)) {
      return List.of();
    }
    try (var files = Files.list(incoming)) {
      return files.toList();
    }
  }

  private static Response register(Map<String, String> fields) {
    return admin().contentType("application/json").body(fields).post(RELEASES);
  }

  private static RequestSpecification multipart(Map<String, String> fields) {
    var form = admin();
    fields.forEach(form::multiPart);
    return form;
  }

  /** The binary comes before the fields that say what it must be. */
  private static Response upload(Map<String, String> fields, byte[] binary) {
    var form = admin().multiPart("binary", "osqueryd", binary);
    fields.forEach(form::multiPart);
    return form.post(RELEASES);
  }

  private static Response approve(String id, String token) {
    return given().auth().oauth2(token).post(RELEASES + "/" + id + "/approve");
  }

  private static Response rollout(String id, int percent) {
    return admin()
        .contentType("application/json")
        .body(Map.of("percent", percent))
        .put(RELEASES + "/" + id + "/rollout");
  }

  private static Response delete(String id) {
    return admin().delete(RELEASES + "/" + id);
  }

  private static void refused(Response answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
    assertThat(answer.contentType()).startsWith("application/problem+json");
    assertThat(answer.jsonPath().getString("code")).isEqualTo(code);
  }

  private static RequestSpecification admin() {
    return as("admin");
  }

  private static RequestSpecification as(String who) {
    String token =
        switch (who) {
          case "anonymous" -> null;
          case "expired" -> Tokens.expired("alice");
          case "audience" -> Tokens.wrongAudience("alice");
          case "issuer" -> Tokens.wrongIssuer("alice");
          case "unsigned" -> Tokens.unsigned("alice");
          case "operator" -> Tokens.operator("oscar");
          case "capability" -> Tokens.operatorWith("olga", "can_launch_fleet_hunts");
          case "admin" -> Tokens.admin("alice");
          default -> throw new IllegalArgumentException(who);
        };
    var request = given();
    return token == null ? request : request.auth().oauth2(token);
  }
}
