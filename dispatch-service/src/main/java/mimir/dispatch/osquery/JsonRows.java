package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of one part as a list that is written as the JSON it is. Rows are sent on as they came
 * where a reader sees in them what it should; only others are taken apart and written again.
 */
final class JsonRows extends AbstractList<Map<String, String>> implements JsonSerializable {
  private static final TypeReference<List<LinkedHashMap<String, String>>> ROWS =
      new TypeReference<>() {};

  static final JsonRows NONE = new JsonRows("[]", 0);

  private final String json;
  private final int replaced;
  private List<? extends Map<String, String>> rows;

  private JsonRows(String json, int replaced) {
    this.json = json;
    this.replaced = replaced;
  }

  static JsonRows of(SpooledBody body, AgentWrite.Part part) throws IOException {
    var json = new byte[part.length() + 2];
    json[0] = '[';
    body.read(part.from(), json, 1, part.length());
    json[json.length - 1] = ']';
    String text = Utf8.text(json);
    // What is no UTF-8 becomes U+FFFD, as half a surrogate pair does; such text is rare.
    String readable = text == null ? new String(json, StandardCharsets.UTF_8) : text;
    int replaced = text == null ? Utf8.replacements(readable) - Utf8.replacements(json) : 0;
    return part.flat() && !escapes(json)
        ? new JsonRows(readable, replaced)
        : rewritten(readable, replaced);
  }

  /** NUL, and in UTF-8 half a surrogate pair, can only come as an escape. */
  private static boolean escapes(byte[] json) {
    for (int at = 0; at < json.length; at++) {
      if (json[at] == '\\') {
        at++;
        if (json[at] == 'u') {
          return true;
        }
      }
    }
    return false;
  }

  private static JsonRows rewritten(String json, int replacedBefore) throws IOException {
    var clean = new StringWriter(json.length());
    int replaced = replacedBefore;
    try (JsonParser parser = AgentJson.FACTORY.createParser(json);
        JsonGenerator generator = AgentJson.FACTORY.createGenerator(clean)) {
      // For a column that is named twice: its first place, its last cell.
      var row = new LinkedHashMap<String, String>();
      parser.nextToken();
      generator.writeStartArray();
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        row.clear();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String column = parser.currentName();
          parser.nextToken();
          String cell = AnswerParts.text(parser);
          replaced += Cell.dirt(column) + Cell.dirt(cell);
          row.put(Cell.clean(column), Cell.clean(cell));
        }
        generator.writeStartObject();
        for (var each : row.entrySet()) {
          generator.writeStringField(each.getKey(), each.getValue());
        }
        generator.writeEndObject();
      }
      generator.writeEndArray();
    }
    return new JsonRows(clean.toString(), replaced);
  }

  /** How many characters were replaced by U+FFFD. */
  int replaced() {
    return replaced;
  }

  @Override
  public Map<String, String> get(int index) {
    return rows().get(index);
  }

  @Override
  public int size() {
    return rows().size();
  }

  private List<? extends Map<String, String>> rows() {
    if (rows == null) {
      try {
        rows = AgentJson.MAPPER.readValue(json, ROWS);
      } catch (IOException e) {
        throw new IllegalStateException("what was just read is JSON", e);
      }
    }
    return rows;
  }

  @Override
  public void serialize(JsonGenerator generator, SerializerProvider provider) throws IOException {
    generator.writeRawValue(json);
  }

  @Override
  public void serializeWithType(
      JsonGenerator generator, SerializerProvider provider, TypeSerializer type)
      throws IOException {
    serialize(generator, provider);
  }
}
