package mimir.cli.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.UUID;
import mimir.cli.server.Api;
import mimir.cli.server.Call;

/** The API's releases; each answer is the text that was sent. */
final class Releases {
  private static final String PATH = "osquery-releases";

  /** Nobody keeps so many; it bounds what a wrong server can send. */
  private static final int LIST_MAX = 10_000;

  private final Api api;

  Releases(Api api) {
    this.api = api;
  }

  ArrayNode all() {
    return api.list(Call.get(PATH), LIST_MAX);
  }

  JsonNode find(ReleaseName name) {
    return name.in(all());
  }

  String register(SignedManifest manifest) {
    return api.text(Call.of("POST", PATH, manifest.json()));
  }

  String upload(SignedManifest manifest, Binary binary) {
    String boundary = "mimir-" + UUID.randomUUID();
    return api.text(
        Call.of("POST", PATH)
            .body(
                "multipart/form-data; boundary=" + boundary,
                binary.form(manifest.fields(), boundary),
                binary.sending()));
  }

  String approve(JsonNode release) {
    return api.text(Call.of("POST", at(release) + "/approve"));
  }

  String rollOut(JsonNode release, int percent) {
    String body = Api.JSON.createObjectNode().put("percent", percent).toString();
    return api.text(Call.of("PUT", at(release) + "/rollout", body));
  }

  void delete(JsonNode release) {
    api.text(Call.of("DELETE", at(release)));
  }

  /** Through a UUID, so that no answer of a list can name another address. */
  private static String at(JsonNode release) {
    return PATH + "/" + UUID.fromString(release.path("id").asText());
  }
}
