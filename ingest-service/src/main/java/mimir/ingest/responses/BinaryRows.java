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
final class BinaryRows implements AutoCloseable {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int FULL_BYTES = 128 * 1024;
  private static final int COLUMNS = 5;
  private static final int UUID_BYTES = 16;
  private static final int END = -1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream data = new DataOutputStream(bytes);
  private final ByteArrayOutputStream json = new ByteArrayOutputStream();
  private final JsonGenerator generator;
  private boolean begun;

  BinaryRows() {
    try {
      generator = MessageCodec.json().createGenerator(json);
    } catch (IOException e) {
      throw new UncheckedIOException("an array has room", e);
    }
    // Else what lies beyond the basic plane takes twelve bytes and not four.
    generator.enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8.mappedFeature());
    // Nothing between one row and the next.
    generator.setRootValueSeparator(null);
  }

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
    begin();
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

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      data.write(SIGNATURE);
      // No flags, and no extension of the header.
      data.writeInt(0);
      data.writeInt(0);
    }
  }

  /** What was added since they were taken last. */
  byte[] take() {
    byte[] taken = bytes.toByteArray();
    bytes.reset();
    return taken;
  }

  /** The rest and the mark of the end; what is added afterwards begins anew. */
  byte[] end() throws IOException {
    begin();
    data.writeShort(END);
    begun = false;
    return take();
  }

  private void id(UUID id) throws IOException {
    data.writeInt(UUID_BYTES);
    data.writeLong(id.getMostSignificantBits());
    data.writeLong(id.getLeastSignificantBits());
  }

  /** The order of columns is kept. */
  private void encode(Map<String, String> columns) throws IOException {
    json.reset();
    generator.writeStartObject();
    for (var cell : columns.entrySet()) {
      String value = cell.getValue() == null ? "" : cell.getValue();
      generator.writeStringField(StorableText.of(cell.getKey()), StorableText.of(value));
    }
    generator.writeEndObject();
    generator.flush();
  }

  /** Gives its buffers back. */
  @Override
  public void close() throws IOException {
    generator.close();
  }
}
