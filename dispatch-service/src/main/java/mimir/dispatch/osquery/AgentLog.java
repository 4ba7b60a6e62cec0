package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;

/**
 * A body of osquery's TLS logger as it was read: whose it is, of what kind, how many lines. Only
 * where its lines lie is looked for in the whole of it, and one at a time is then read for itself:
 * a line that is too large or breaks a bound is passed over, and does not keep the others back.
 */
final class AgentLog {
  /** Of a line as it came, and as it is sent: a record has an envelope beside it. */
  static final int LINE_BYTES_MAX = 900 * 1024;

  /** osquery sends at most 1,024 by default. */
  static final int LINES_MAX = 16_384;

  String nodeKey;
  String logType = "";

  /** Lines that a record can carry. */
  int lines;

  /** Lines that no record can carry. */
  int tooLarge;

  /** Lines that are no object, or too deep, or with a number that is none. */
  int malformed;

  private final JsonParser parser;
  private final SpooledBody body;
  private final Lines reader;

  /**
   * @param parser sees a question mark for each byte that is no ASCII
   */
  private AgentLog(JsonParser parser, SpooledBody body, Lines reader) {
    this.parser = parser;
    this.body = body;
    this.reader = reader;
  }

  /** Gets each line, in their order. */
  interface Lines {
    void next(JsonLine line) throws IOException;
  }

  /**
   * The members of a body may stand in any order.
   *
   * @throws Refusal.BodyRefused when the body is no such log, or breaks a limit
   */
  static AgentLog read(SpooledBody body, Lines reader) throws IOException {
    AnswerParts.expectUtf8(body);
    try (JsonParser parser =
        new FewNames(AgentJson.LAX.createParser(Utf8.onlyAscii(body.open())))) {
      var log = new AgentLog(parser, body, reader);
      log.read();
      return log;
    } catch (StreamConstraintsException e) {
      throw Refusal.LIMIT.because("refused: too deep, or a name, text or number is too long", e);
    } catch (JsonProcessingException e) {
      throw Refusal.NOT_JSON.because("refused: the body is not the expected JSON", e);
    }
  }

  private void read() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw Refusal.NOT_JSON.because("refused: the body is not a JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "node_key" -> nodeKey = text(value);
        case "log_type" -> logType = text(value);
        case "data" -> data(value);
        default -> parser.skipChildren();
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
      throw Refusal.NOT_JSON.because("refused: the body does not end where it should");
    }
  }

  private String text(JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  private void data(JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      throw Refusal.NOT_JSON.because("refused: data is not a list");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (lines + tooLarge + malformed == LINES_MAX) {
        throw Refusal.LIMIT.because("refused: more than " + LINES_MAX + " lines in one body");
      }
      boolean object = parser.currentToken() == JsonToken.START_OBJECT;
      long from = offset() - 1;
      parser.skipChildren();
      if (object) {
        line(from, offset());
      } else {
        malformed++;
      }
    }
  }

  private long offset() {
    return parser.currentLocation().getByteOffset();
  }

  private void line(long from, long to) throws IOException {
    if (to - from > LINE_BYTES_MAX) {
      tooLarge++;
      return;
    }
    JsonLine line;
    try {
      line = JsonLine.of(body, from, (int) (to - from));
    } catch (JsonProcessingException _) {
      malformed++;
      return;
    }
    if (line.bytes() > LINE_BYTES_MAX) {
      tooLarge++;
    } else {
      lines++;
      reader.next(line);
    }
  }
}
