package mimir.fleet.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mimir.fleet.tables.Row;

/** The request bodies of osquery, key for key and in osquery's order. */
final class WireBodies {

  private static final JsonFactory JSON = new JsonFactory();

  @FunctionalInterface
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private WireBodies() {}

  /**
   * @param details the first row of each table of the host's details; a table without is absent
   */
  static byte[] enroll(AgentIdentity identity, Map<String, Optional<Row>> details) {
    return body(
        json -> {
          json.writeStringField("enroll_secret", identity.enrollSecret());
          json.writeStringField("host_identifier", identity.hostIdentifier());
          json.writeStringField("platform_type", Integer.toString(identity.platform().mask()));
          json.writeObjectFieldStart("host_details");
          for (Map.Entry<String, Optional<Row>> table : details.entrySet()) {
            if (table.getValue().isPresent()) {
              json.writeFieldName(table.getKey());
              row(json, table.getValue().get());
            }
          }
          json.writeEndObject();
        });
  }

  static byte[] keyOnly(String nodeKey) {
    return body(json -> json.writeStringField("node_key", nodeKey));
  }

  /** The key and some words. */
  static byte[] texts(String nodeKey, Map<String, String> texts) {
    return body(
        json -> {
          json.writeStringField("node_key", nodeKey);
          for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
          }
        });
  }

  static byte[] log(String nodeKey, String logType, List<Map<String, String>> lines) {
    return body(
        json -> {
          json.writeStringField("node_key", nodeKey);
          json.writeStringField("log_type", logType);
          json.writeArrayFieldStart("data");
          for (Map<String, String> line : lines) {
            json.writeStartObject();
            for (Map.Entry<String, String> field : line.entrySet()) {
              json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /** All answers in one body; the node key comes last because osquery adds it when it sends. */
  static byte[] write(Collection<Answer> answers, Optional<Instant> reportedAt, String nodeKey) {
    return body(
        json -> {
          json.writeObjectFieldStart("queries");
          for (Answer answer : answers) {
            json.writeArrayFieldStart(answer.id());
            for (Row row : answer.rows()) {
              row(json, row);
            }
            json.writeEndArray();
          }
          json.writeEndObject();
          json.writeObjectFieldStart("statuses");
          for (Answer answer : answers) {
            json.writeNumberField(answer.id(), answer.status());
          }
          json.writeEndObject();
          json.writeObjectFieldStart("messages");
          for (Answer answer : answers) {
            json.writeStringField(answer.id(), answer.message());
          }
          json.writeEndObject();
          json.writeObjectFieldStart("stats");
          for (Answer answer : answers) {
            stats(json, answer);
          }
          json.writeEndObject();
          if (reportedAt.isPresent()) {
            json.writeStringField("reported_at", reportedAt.get().toString());
          }
          json.writeStringField("node_key", nodeKey);
        });
  }

  private static void stats(JsonGenerator json, Answer answer) throws IOException {
    json.writeObjectFieldStart(answer.id());
    json.writeNumberField("wall_time_ms", answer.stats().wallTimeMs());
    json.writeNumberField("user_time", answer.stats().userTimeMs());
    json.writeNumberField("system_time", answer.stats().systemTimeMs());
    json.writeNumberField("memory", answer.stats().memoryBytes());
    json.writeEndObject();
  }

  private static void row(JsonGenerator json, Row row) throws IOException {
    json.writeStartObject();
    for (int i = 0; i < row.columns().size(); i++) {
      json.writeStringField(row.columns().get(i), row.cells().get(i));
    }
    json.writeEndObject();
  }

  private static byte[] body(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
