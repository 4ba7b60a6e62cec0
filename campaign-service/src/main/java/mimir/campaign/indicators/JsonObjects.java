package mimir.campaign.indicators;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Consumer;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** The objects of the named arrays of a JSON document, each with the line where it begins. */
final class JsonObjects {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param line from 1
   * @param array the name of the array that it stands in
   */
  record At(int line, String array, JsonNode node) {}

  /**
   * One at a time. Arrays within an object of another one are not looked for.
   *
   * @return how many there were
   * @throws Refused {@code malformed_request} when the text is no JSON object or array
   */
  static int each(String text, Set<String> arrays, Consumer<At> reader) {
    int objects = 0;
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null || !parser.currentToken().isStructStart()) {
        throw new Refused(ErrorCode.MALFORMED_REQUEST, "The body is no JSON object.");
      }
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.START_ARRAY
            && parser.currentName() != null
            && arrays.contains(parser.currentName())) {
          String array = parser.currentName();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            int line = parser.currentTokenLocation().getLineNr();
            reader.accept(new At(line, array, JSON.readTree(parser)));
            objects++;
          }
        }
      }
      return objects;
    } catch (JsonProcessingException e) {
      throw new Refused(
          ErrorCode.MALFORMED_REQUEST,
          "The body is no JSON: %s (line %d)."
              .formatted(e.getOriginalMessage(), e.getLocation().getLineNr()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Empty when there is none, or it is no text. */
  static String text(JsonNode node, String field) {
    return node.path(field).isTextual() ? node.path(field).textValue() : "";
  }

  private JsonObjects() {}
}
