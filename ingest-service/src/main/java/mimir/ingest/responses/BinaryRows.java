package mimir.ingest.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.ingest.ResultPart;
import mimir.ingest.columns.StorableText;

/** Rows as COPY takes them: "Binary Format" on the page of COPY in PostgreSQL's manual. */
final class BinaryRows {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int FULL_BYTES = 1024 * 1024;
  private static final int COLUMNS = 5;
  private static final int UUID_BYTES = 16;
  private static final int END = -1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream data = new DataOutputStream(bytes);
  private final ByteArrayOutputStream json = new ByteArrayOutputStream();

  boolean isEmpty() {
    return bytes.size() == 0;
  }

  /** Whether it is time to {@link #take} them. */
  boolean full() {
    return bytes.size() >= FULL_BYTES;
  }

  /**
   * @param rowNo 0-based, in the order in which the host sent them
   */
  void add(ResultPart.Assignment assignment, long rowNo, Map<String, String> columns)
      throws IOException {
    if (isEmpty()) {
      data.write(SIGNATURE);
      // No flags, and no extension of the header.
      data.writeInt(0);
      data.writeInt(0);
    }
    data.writeShort(COLUMNS);
    id(assignment.campaignId());
    id(assignment.hostId());
    id(assignment.queryId());
    data.writeInt(Long.BYTES);
    data.writeLong(rowNo);
    encode(columns);
    data.writeInt(json.size());
    json.writeTo(data);
  }

  /** All that were added; there are none afterwards. */
  byte[] take() {
    try {
      data.writeShort(END);
    } catch (IOException e) {
      throw new UncheckedIOException("an array has room", e);
    }
    byte[] taken = bytes.toByteArray();
    bytes.reset();
    return taken;
  }

  private void id(UUID id) throws IOException {
    data.writeInt(UUID_BYTES);
    data.writeLong(id.getMostSignificantBits());
    data.writeLong(id.getLeastSignificantBits());
  }

  /** The order of columns is kept. */
  private void encode(Map<String, String> columns) throws IOException {
    json.reset();
    try (JsonGenerator generator = MessageCodec.json().createGenerator(json)) {
      // Else what lies beyond the basic plane takes twelve bytes and not four.
      generator.enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8.mappedFeature());
      generator.writeStartObject();
      for (var cell : columns.entrySet()) {
        String value = cell.getValue() == null ? "" : cell.getValue();
        generator.writeStringField(StorableText.of(cell.getKey()), StorableText.of(value));
      }
      generator.writeEndObject();
    }
  }
}
