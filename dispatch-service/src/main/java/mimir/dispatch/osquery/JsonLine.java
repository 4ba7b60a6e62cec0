package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A line of a log as the map that a message holds, and sent as the JSON that it is: what was
 * measured is what goes out.
 */
final class JsonLine extends AbstractMap<String, Object> implements JsonSerializable {
  // Numbers as they were written: 1e400 must not become an infinity, which is no JSON.
  private static final ObjectReader MEMBERS =
      AgentJson.MAPPER
          .readerFor(new TypeReference<LinkedHashMap<String, Object>>() {})
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final String json;
  private final int bytes;
  private Map<String, Object> members;

  private JsonLine(byte[] json) {
    this.json = new String(json, StandardCharsets.UTF_8);
    this.bytes = json.length;
  }

  /**
   * The object that lies there in the body; bytes that are no UTF-8 become U+FFFD.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException when it breaks a bound of our JSON
   */
  static JsonLine of(SpooledBody body, long from, int length) throws IOException {
    var raw = new byte[length];
    body.read(from, raw, 0, length);
    var clean = new ByteArrayOutputStream(length);
    try (JsonParser parser =
            AgentJson.FACTORY.createParser(new String(raw, StandardCharsets.UTF_8));
        JsonGenerator to = AgentJson.FACTORY.createGenerator(clean)) {
      // A character beyond the first 65,536 as its four bytes, and not as twelve of two escapes.
      to.enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);
      while (parser.nextToken() != null) {
        copy(parser, to);
      }
    }
    return new JsonLine(clean.toByteArray());
  }

  /** Unchanged but for characters that neither PostgreSQL nor UTF-8 takes. */
  private static void copy(JsonParser parser, JsonGenerator to) throws IOException {
    JsonToken token = parser.currentToken();
    switch (token) {
      case FIELD_NAME -> to.writeFieldName(Cell.clean(parser.currentName()));
      case VALUE_STRING -> to.writeString(Cell.clean(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> to.writeNumber(parser.getText());
      default -> to.copyCurrentEvent(parser);
    }
  }

  /** How many bytes are sent for it. */
  int bytes() {
    return bytes;
  }

  String json() {
    return json;
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    if (members == null) {
      try {
        members = MEMBERS.readValue(json);
      } catch (IOException e) {
        throw new IllegalStateException("what was just written is JSON", e);
      }
    }
    return members.entrySet();
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
