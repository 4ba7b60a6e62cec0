package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * A distributed write → its answers, and where in the body the parts of their rows are. Reads all
 * of the body and keeps nothing of the rows: neither the host nor the status is known before its
 * end, and a body that is broken at its end must not have sent anything.
 */
final class AnswerParts {
  /** Kafka refuses records above 1 MiB; what else is in the record takes some kilobytes. */
  static final long ROW_BYTES_MAX = 900_000;

  /** It is in each part of its answer; osquery's own are far shorter. */
  private static final int MESSAGE_MAX = 8 * 1024;

  /** All of one write: they are kept until it is answered. */
  private static final int MESSAGES_MAX = 256 * 1024;

  private final JsonParser parser;
  private final SpooledBody body;
  private final boolean utf8;
  private final AgentWrite write = new AgentWrite();
  private int messagesLeft = MESSAGES_MAX;

  /**
   * @param utf8 false when the parser sees a question mark for each byte that is no ASCII
   */
  private AnswerParts(JsonParser parser, SpooledBody body, boolean utf8) {
    this.parser = parser;
    this.body = body;
    this.utf8 = utf8;
  }

  /**
   * @throws Refusal.BodyRefused when the body is no such write, or breaks a limit
   */
  static AgentWrite read(SpooledBody body) throws IOException {
    expectUtf8(body);
    try {
      return read(body, body.open(), true);
    } catch (Refusal.BodyRefused e) {
      if (e.reason() != Refusal.NOT_JSON) {
        throw e;
      }
      // Perhaps only bytes that are no UTF-8, in some cell: they are replaced when it is sent.
      return read(body, Utf8.onlyAscii(body.open()), false);
    }
  }

  /**
   * As {@link #read(SpooledBody)}, of a body that was too large to be kept: a row that does not lie
   * in what was kept is dropped, and its answer is marked.
   *
   * @param behind what comes behind the kept bytes; it is read to its end, for there the statuses
   *     are. Null when nothing does
   */
  static AgentWrite read(SpooledBody body, InputStream behind) throws IOException {
    if (behind == null) {
      return read(body);
    }
    expectUtf8(body);
    // It comes once, so it is read at once in the way that stumbles over no byte.
    return read(body, Utf8.onlyAscii(new SequenceInputStream(body.open(), behind)), false);
  }

  private static AgentWrite read(SpooledBody body, InputStream stream, boolean utf8)
      throws IOException {
    try (JsonParser parser = new FewNames(AgentJson.factory().createParser(stream))) {
      try {
        return new AnswerParts(parser, body, utf8).read();
      } catch (StreamConstraintsException e) {
        throw parser.getParsingContext().getNestingDepth() > AgentJson.DEPTH_MAX
            ? Refusal.DEPTH.because("refused: the JSON is too deep", e)
            : Refusal.LIMIT.because("refused: a name, text or number is too long", e);
      } catch (JsonProcessingException e) {
        throw Refusal.NOT_JSON.because("refused: the body is not the expected JSON", e);
      }
    }
  }

  /** The parser would take UTF-16 and UTF-32 too, by these bytes; but Kafka gets what came. */
  static void expectUtf8(SpooledBody body) throws IOException {
    var first = new byte[(int) Math.min(4, body.size())];
    body.read(0, first, 0, first.length);
    boolean utf8 = first.length == 0 || first[0] > 0;
    for (byte each : first) {
      utf8 &= each != 0;
    }
    if (!utf8) {
      throw Refusal.NOT_JSON.because("refused: the body is not JSON in UTF-8");
    }
  }

  private AgentWrite read() throws IOException {
    expect(parser.nextToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "node_key" -> nodeKey(value);
        case "reported_at" -> write.reportedAt = instant();
        case "queries" -> eachField(this::rows);
        case "statuses" -> eachField(id -> write.answer(id).status = status());
        case "messages" -> eachField(id -> write.answer(id).message = message());
        case "stats" -> eachField(id -> write.answer(id).stats = AnswerStats.read(parser));
        default -> parser.skipChildren();
      }
    }
    expect(parser.currentToken(), JsonToken.END_OBJECT);
    // What stands behind it might be the end of another body.
    expect(parser.nextToken(), null);
    return write;
  }

  private void nodeKey(JsonToken value) throws IOException {
    String key = value == JsonToken.VALUE_STRING ? text() : null;
    parser.skipChildren();
    if (write.nodeKey != null && !write.nodeKey.equals(key)) {
      throw Refusal.TWO_KEYS.because("refused: two node keys in one body");
    }
    write.nodeKey = key;
  }

  private interface Field {
    void read(String name) throws IOException;
  }

  private void eachField(Field field) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    expect(parser.currentToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      field.read(name);
    }
    expect(parser.currentToken(), JsonToken.END_OBJECT);
  }

  /** An id's rows: an array of flat objects; osquery sends "" in its place when it has none. */
  private void rows(String id) throws IOException {
    AgentWrite.Answer answer = write.answer(id);
    if (parser.currentToken().isScalarValue()) {
      return;
    }
    expect(parser.currentToken(), JsonToken.START_ARRAY);
    var columns = new Columns();
    OpenPart part = null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser.currentToken(), JsonToken.START_OBJECT);
      long from = offset() - 1;
      int unquoted = row(columns);
      long to = offset();
      if (to > body.size()) {
        answer.rowsBehind = true;
        continue;
      }
      long growth = growth(from, to, unquoted);
      if (to - from + growth > ROW_BYTES_MAX) {
        answer.rowTooLarge = true;
      }
      if (answer.rowTooLarge) {
        continue;
      }
      if (part != null && !part.fits(to, growth)) {
        answer.parts.add(part.closed());
        part = null;
      }
      if (part == null) {
        part = new OpenPart(from);
      }
      part.add(to, growth, unquoted == 0 && columns.unique());
    }
    if (answer.rowTooLarge) {
      answer.parts.clear();
    } else if (part != null) {
      answer.parts.add(part.closed());
    }
  }

  /**
   * How many bytes more a row has when it is sent: a cell that is no text gets quotes around it, a
   * byte that is no UTF-8 becomes the three of U+FFFD.
   */
  private long growth(long from, long to, int unquoted) throws IOException {
    long quotes = 2L * unquoted;
    if (utf8 || to - from > ROW_BYTES_MAX) {
      return quotes;
    }
    var row = new byte[(int) (to - from)];
    body.read(from, row, 0, row.length);
    return quotes + Utf8.growth(row);
  }

  private long offset() {
    return parser.currentLocation().getByteOffset();
  }

  /**
   * The cells are passed over and not read: most are sent on as they came.
   *
   * @return how many of them are no texts
   */
  private int row(Columns columns) throws IOException {
    int unquoted = 0;
    columns.begin();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      columns.add(parser.currentName());
      JsonToken cell = parser.nextToken();
      if (!cell.isScalarValue()) {
        throw nested();
      }
      unquoted += cell == JsonToken.VALUE_STRING ? 0 : 1;
    }
    expect(parser.currentToken(), JsonToken.END_OBJECT);
    columns.end();
    return unquoted;
  }

  /** A scalar as text: osquery sends strings, others send numbers; null is "". */
  private String text() throws IOException {
    return text(parser);
  }

  static String text(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return "";
    }
    if (!token.isScalarValue()) {
      throw nested();
    }
    return parser.getText();
  }

  private static Refusal.BodyRefused nested() {
    return Refusal.NOT_JSON.because("refused: a nested value where a text is expected");
  }

  private String message() throws IOException {
    String message = text();
    String cut =
        message.substring(0, Math.min(message.length(), Math.min(MESSAGE_MAX, messagesLeft)));
    messagesLeft -= cut.length();
    return cut;
  }

  /** Numbers, or numbers as strings: simulators differ. */
  private int status() throws IOException {
    try {
      return Integer.parseInt(text().strip());
    } catch (NumberFormatException e) {
      throw Refusal.NOT_JSON.because("refused: a status that is no number", e);
    }
  }

  private Instant instant() throws IOException {
    if (!parser.currentToken().isScalarValue()) {
      parser.skipChildren();
      return null;
    }
    try {
      return Instant.parse(text());
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static void expect(JsonToken actual, JsonToken expected) throws IOException {
    if (actual != expected) {
      throw Refusal.NOT_JSON.because("refused: expected " + expected + ", found " + actual);
    }
  }
}
