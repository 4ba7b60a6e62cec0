package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mimir.contracts.release.ReleaseEvent.SignedManifest;

/** What osquery is told. Only the body counts for it; see the package. */
final class Reply {
  private static final JsonMapper JSON = new JsonMapper();

  /** Done. */
  static final Buffer OK = Buffer.buffer("{}");

  /** Nothing to do. */
  static final Buffer NO_QUERIES = Buffer.buffer("{\"queries\":{}}");

  /** The node key is nobody's: enroll. */
  static final Buffer NODE_INVALID = nodeInvalid("unknown node key");

  static Buffer nodeInvalid(String why) {
    return json(ordered("node_invalid", true, "error", why));
  }

  /** Not stored: keep it and send it again. */
  static Buffer error(String why) {
    return json(Map.of("error", why));
  }

  static Buffer enrolled(String nodeKey) {
    return json(ordered("node_key", nodeKey, "node_invalid", false));
  }

  /**
   * @param accelerateSeconds for how long to poll every 5 s; an integer, or osquery ignores it
   */
  static Buffer queries(Map<String, String> sqlByLease, int accelerateSeconds) {
    return json(ordered("queries", sqlByLease, "accelerate", accelerateSeconds));
  }

  /** What to install, with all that the agent verifies before it does; or nothing. */
  static Buffer offer(Optional<SignedManifest> offered) {
    var offer = new LinkedHashMap<String, Object>();
    offered.ifPresent(
        manifest -> {
          offer.put("version", manifest.version());
          offer.put("os", manifest.os());
          offer.put("arch", manifest.arch());
          offer.put("url", manifest.downloadUrl());
          offer.put("sha256", manifest.sha256());
          offer.put("signature", manifest.signature());
          offer.put("manifest_timestamp", manifest.manifestTimestamp().toString());
        });
    var reply = new LinkedHashMap<String, Object>();
    reply.put("offer", offered.isPresent() ? offer : null);
    return json(reply);
  }

  private static Map<String, Object> ordered(String k1, Object v1, String k2, Object v2) {
    var map = new LinkedHashMap<String, Object>();
    map.put(k1, v1);
    map.put(k2, v2);
    return map;
  }

  private static Buffer json(Object value) {
    try {
      return Buffer.buffer(JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a reply is plain text", e);
    }
  }

  private Reply() {}
}
