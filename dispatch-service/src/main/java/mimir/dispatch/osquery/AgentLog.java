package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A body of osquery's TLS logger as it was read: whose it is, of what kind, how many lines. */
final class AgentLog {
  /** What a record carries beside its envelope; osquery's own bound of a line is 1 MiB. */
  static final int LINE_BYTES_MAX = 900 * 1024;

  /** osquery sends at most 1,024 by default. */
  static final int LINES_MAX = 16_384;

  String nodeKey;
  String logType = "";

  /** Lines that a record can carry. */
  int lines;

  /** Lines that no record can carry. */
  int tooLarge;

  /** Elements that are no object, which osquery never sends. */
  int malformed;

  // Numbers as they were written: 1e400 must not become an infinity, which is no JSON.
  private static final ObjectReader LINE =
      AgentJson.MAPPER
          .readerFor(new TypeReference<LinkedHashMap<String, Object>>() {})
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final Consumer<byte[]> reader;

  private AgentLog(Consumer<byte[]> reader) {
    this.reader = reader;
  }

  /**
   * The members of a body may stand in any order.
   *
   * @param reader gets each line as the JSON that it came as
   * @throws Refusal.BodyRefused when the body is no such log, or breaks a limit
   */
  static AgentLog read(SpooledBody body, Consumer<byte[]> reader) throws IOException {
    try {
      return read(body.open(), reader);
    } catch (StreamConstraintsException e) {
      throw Refusal.LIMIT.because("refused: too deep, or a name, text or number is too long", e);
    } catch (JsonProcessingException e) {
      throw Refusal.NOT_JSON.because("refused: the body is not the expected JSON", e);
    }
  }

  private static AgentLog read(InputStream body, Consumer<byte[]> reader) throws IOException {
    var log = new AgentLog(reader);
    try (JsonParser parser = AgentJson.FACTORY.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Refusal.NOT_JSON.because("refused: the body is not a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
          case "node_key" -> log.nodeKey = text(parser, value);
          case "log_type" -> log.logType = text(parser, value);
          case "data" -> log.data(parser, value);
          default -> parser.skipChildren();
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw Refusal.NOT_JSON.because("refused: the body does not end where it should");
      }
    }
    return log;
  }

  static Map<String, Object> line(byte[] json) {
    try {
      return LINE.readValue(json);
    } catch (IOException e) {
      throw new IllegalStateException("what was just written is JSON", e);
    }
  }

  private static String text(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  private void data(JsonParser parser, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      throw Refusal.NOT_JSON.because("refused: data is not a list");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (lines + tooLarge + malformed == LINES_MAX) {
        throw Refusal.LIMIT.because("refused: more than " + LINES_MAX + " lines in one body");
      }
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        keep(copy(parser));
      } else {
        malformed++;
        parser.skipChildren();
      }
    }
  }

  private void keep(byte[] line) {
    if (line.length > LINE_BYTES_MAX) {
      tooLarge++;
    } else {
      lines++;
      reader.accept(line);
    }
  }

  private static byte[] copy(JsonParser parser) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator to = AgentJson.FACTORY.createGenerator(bytes)) {
      // A character beyond the first 65,536 as its four bytes, and not as twelve of two escapes.
      to.enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8);
      int depth = 0;
      do {
        JsonToken token = parser.currentToken();
        if (token == null) {
          throw Refusal.NOT_JSON.because("refused: the body ends within a line");
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        copy(parser, token, to);
      } while (depth > 0 && parser.nextToken() != JsonToken.NOT_AVAILABLE);
    }
    return bytes.toByteArray();
  }

  /** Unchanged but for characters that neither PostgreSQL nor UTF-8 takes. */
  private static void copy(JsonParser parser, JsonToken token, JsonGenerator to)
      throws IOException {
    switch (token) {
      case FIELD_NAME -> to.writeFieldName(Cell.clean(parser.currentName()));
      case VALUE_STRING -> to.writeString(Cell.clean(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> to.writeNumber(parser.getText());
      default -> to.copyCurrentEvent(parser);
    }
  }
}
