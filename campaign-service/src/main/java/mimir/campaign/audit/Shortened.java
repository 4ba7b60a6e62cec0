package mimir.campaign.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/**
 * An event's fields as an audit shows them: all of them, but a long list as {@code {"count": n}}
 * and a long text cut. What comes out can always be kept as jsonb, which knows neither NUL nor half
 * a surrogate pair nor a number without bounds.
 */
final class Shortened {
  static final int ITEMS_MAX = 20;
  static final int CHARS_MAX = 1_000;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final Pattern UNSTORABLE =
      Pattern.compile(
          "\\x00|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]");

  /**
   * @throws JsonProcessingException if it is no JSON object
   */
  static ObjectNode of(String payload) throws JsonProcessingException {
    if (JSON.readTree(payload) instanceof ObjectNode object) {
      return object(object);
    }
    throw new NoObject();
  }

  /** JSON, but of another kind. */
  private static final class NoObject extends JsonProcessingException {
    NoObject() {
      super("not a JSON object");
    }
  }

  private static JsonNode any(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> object(object);
      case ArrayNode array -> array(array);
      default -> scalar(node);
    };
  }

  private static ObjectNode object(ObjectNode object) {
    var shortened = JSON.createObjectNode();
    object
        .properties()
        .forEach(field -> shortened.set(text(field.getKey()), any(field.getValue())));
    return shortened;
  }

  private static JsonNode array(ArrayNode array) {
    if (array.size() > ITEMS_MAX) {
      return JSON.createObjectNode().put("count", array.size());
    }
    var shortened = JSON.createArrayNode();
    array.forEach(item -> shortened.add(any(item)));
    return shortened;
  }

  private static JsonNode scalar(JsonNode node) {
    if (node.isTextual()) {
      return new TextNode(text(node.textValue()));
    }
    boolean bounded = node.canConvertToLong() || Double.isFinite(node.doubleValue());
    return node.isNumber() && !bounded ? new TextNode(text(node.asText())) : node;
  }

  private static String text(String text) {
    return text(text, CHARS_MAX);
  }

  /** A text that can be kept, cut after so many characters. */
  static String text(String text, int charsMax) {
    var cut = text.length() > charsMax ? text.substring(0, charsMax) + "…" : text;
    return UNSTORABLE.matcher(cut).replaceAll("\uFFFD");
  }

  private Shortened() {}
}
