package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import mimir.contracts.ingest.ResultPart.Stats;

/** What a query cost, as osquery tells it: numbers, or numbers as texts; anything else is none. */
final class AnswerStats {
  /** The parser stands on the value; null when it tells none of what is kept. */
  static Stats read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return null;
    }
    var numbers = new LinkedHashMap<String, Long>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      boolean ours =
          switch (name) {
            case "wall_time_ms", "user_time", "system_time", "memory" -> true;
            default -> false;
          };
      if (parser.nextToken().isScalarValue()
          && ours
          && AnswerParts.text(parser).matches("\\d{1,18}")) {
        numbers.put(name, Long.valueOf(AnswerParts.text(parser)));
      } else {
        parser.skipChildren();
      }
    }
    return numbers.isEmpty()
        ? null
        : new Stats(
            numbers.get("wall_time_ms"),
            numbers.get("user_time"),
            numbers.get("system_time"),
            numbers.get("memory"));
  }

  private AnswerStats() {}
}
