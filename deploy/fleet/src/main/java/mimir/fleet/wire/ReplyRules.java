package mimir.fleet.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** osquery's rules for what a reply does to it, as functions of the body alone. */
final class ReplyRules {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ReplyRules() {}

  static Reply classify(byte[] body) {
    if (body.length == 0) {
      return new Reply.Accepted(JsonNodeFactory.instance.objectNode());
    }
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return new Reply.Refused("the reply is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      return new Reply.Refused("the reply cannot be read: " + e.getMessage());
    }
    if (json.isMissingNode()) {
      return new Reply.Refused("the reply is not JSON: nothing but blanks");
    }
    // Only the boolean true counts; any other value of the key is passed over.
    if (json.path("node_invalid").isBoolean() && json.path("node_invalid").booleanValue()) {
      return new Reply.NodeInvalid(
          json.has("error") ? errorText(json) : "the server does not know the node key");
    }
    if (json.has("error")) {
      return new Reply.Refused(errorText(json));
    }
    return new Reply.Accepted(json);
  }

  private static String errorText(JsonNode json) {
    return json.get("error").isTextual() ? json.get("error").textValue() : "<unknown>";
  }

  /** The key of an enrolment reply; {@code id} is taken in place of {@code node_key}. */
  static Optional<String> nodeKey(JsonNode reply) {
    String name = reply.has("node_key") ? "node_key" : "id";
    return Optional.of(reply.path(name))
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .filter(key -> !key.isEmpty());
  }

  /** How long to poll fast: a JSON integer of seconds, anything else is not for us. */
  static Optional<Duration> accelerate(JsonNode reply) {
    JsonNode seconds = reply.path("accelerate");
    return seconds.isIntegralNumber() && seconds.canConvertToInt() && seconds.intValue() >= 0
        ? Optional.of(Duration.ofSeconds(seconds.intValue()))
        : Optional.empty();
  }
}
