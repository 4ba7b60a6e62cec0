package mimir.ingest.export;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.Consumer;

/** Rows as COPY gives them: "Binary Format" on the page of COPY in PostgreSQL's manual. */
final class CopiedRows {
  private static final int SIGNATURE_BYTES = 11;
  private static final int END = -1;

  private boolean begun;

  /**
   * @param message what came at once: whole rows, the first with the header before it
   */
  void decode(byte[] message, Consumer<StoredRow> rows) {
    var data = ByteBuffer.wrap(message);
    if (!begun) {
      begun = true;
      data.position(SIGNATURE_BYTES + Integer.BYTES);
      int extension = data.getInt();
      data.position(data.position() + extension);
    }
    while (data.hasRemaining() && data.getShort() != END) {
      rows.accept(new StoredRow(id(data), id(data), number(data), bytes(data)));
    }
  }

  private static UUID id(ByteBuffer data) {
    data.getInt();
    return new UUID(data.getLong(), data.getLong());
  }

  private static long number(ByteBuffer data) {
    data.getInt();
    return data.getLong();
  }

  private static byte[] bytes(ByteBuffer data) {
    var bytes = new byte[data.getInt()];
    data.get(bytes);
    return bytes;
  }
}
