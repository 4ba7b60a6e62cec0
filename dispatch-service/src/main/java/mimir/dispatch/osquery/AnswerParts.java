package mimir.dispatch.osquery;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import mimir.contracts.ingest.ResultPart;
import mimir.contracts.ingest.ResultPart.Stats;

/** A streamed distributed write → answers in parts of bounded size. */
final class AnswerParts {
  /** Kafka refuses records above 1 MiB; what else is in the record takes some kilobytes. */
  static final long ROW_BYTES_MAX = 900_000;

  private final JsonParser parser;
  private final AgentWrite write = new AgentWrite();
  private int replacedInRow;

  private AnswerParts(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * @throws IOException when the body is no such write, or breaks a limit
   */
  static AgentWrite read(InputStream body) throws IOException {
    try (JsonParser parser = AgentJson.FACTORY.createParser(body)) {
      return new AnswerParts(parser).read();
    }
  }

  private AgentWrite read() throws IOException {
    expect(parser.nextToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "node_key" -> write.nodeKey = value == JsonToken.VALUE_STRING ? text() : null;
        case "reported_at" -> write.reportedAt = instant();
        case "queries" -> eachField(this::rows);
        case "statuses" -> eachField(id -> write.answer(id).status = status());
        case "messages" -> eachField(id -> write.answer(id).message = text());
        case "stats" -> eachField(id -> write.answer(id).stats = stats());
        default -> parser.skipChildren();
      }
    }
    expect(parser.currentToken(), JsonToken.END_OBJECT);
    // To the end of the body, or the connection could not be used again.
    expect(parser.nextToken(), null);
    return write;
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
    var part = new Part();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser.currentToken(), JsonToken.START_OBJECT);
      long before = parser.currentLocation().getByteOffset();
      replacedInRow = 0;
      Map<String, String> row = row();
      long bytes = parser.currentLocation().getByteOffset() - before;
      if (bytes > ROW_BYTES_MAX) {
        answer.rowTooLarge = true;
      }
      if (answer.rowTooLarge) {
        answer.parts.clear();
        continue;
      }
      if (!part.fits(bytes)) {
        answer.parts.add(part.done());
        part = new Part();
      }
      part.add(row, bytes, replacedInRow);
    }
    if (part.rows > 0 && !answer.rowTooLarge) {
      answer.parts.add(part.done());
    }
  }

  private Map<String, String> row() throws IOException {
    var row = new LinkedHashMap<String, String>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String column = cell(parser.currentName());
      parser.nextToken();
      row.put(column, cell(text()));
    }
    expect(parser.currentToken(), JsonToken.END_OBJECT);
    return row;
  }

  private String cell(String text) {
    int dirt = Cell.dirt(text);
    replacedInRow += dirt;
    return dirt == 0 ? text : Cell.clean(text);
  }

  /** A scalar as text: osquery sends strings, others send numbers; null is "". */
  private String text() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return "";
    }
    if (!token.isScalarValue()) {
      throw new IOException("a nested value where a text is expected");
    }
    return parser.getText();
  }

  /** Numbers, or numbers as strings: simulators differ. */
  private int status() throws IOException {
    try {
      return Integer.parseInt(text().strip());
    } catch (NumberFormatException e) {
      throw new IOException("a status that is no number", e);
    }
  }

  private Stats stats() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return null;
    }
    var numbers = new LinkedHashMap<String, Long>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (parser.nextToken().isScalarValue() && text().matches("\\d{1,18}")) {
        numbers.put(name, Long.valueOf(text()));
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
      throw new IOException("expected " + expected + ", found " + actual);
    }
  }

  /** The part that is being filled. */
  private static final class Part {
    final ByteArrayOutputStream json = new ByteArrayOutputStream();
    int rows;
    long bytes;
    int nulReplaced;

    boolean fits(long more) {
      return rows == 0 || (rows < ResultPart.ROWS_MAX && bytes + more <= ResultPart.BYTES_MAX);
    }

    void add(Map<String, String> row, long size, int replaced) throws IOException {
      json.write(rows == 0 ? '[' : ',');
      json.write(AgentJson.MAPPER.writeValueAsBytes(row));
      rows++;
      bytes += size;
      nulReplaced += replaced;
    }

    AgentWrite.RowsPart done() {
      json.write(']');
      return new AgentWrite.RowsPart(json.toByteArray(), nulReplaced);
    }
  }
}
