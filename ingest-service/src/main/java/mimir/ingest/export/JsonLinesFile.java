package mimir.ingest.export;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import mimir.contracts.MessageCodec;

/** One JSON object a line, its columns as the host sent them. */
final class JsonLinesFile implements RowFile {
  private static final byte[] COLUMNS = ",\"columns\":".getBytes(US_ASCII);
  private static final byte[] END = "}\n".getBytes(US_ASCII);

  private final OutputStream out;

  // Of our own: what buffers for others takes a lock for each of a row's five pieces.
  private final byte[] buffer = new byte[64 * 1024];
  private int filled;

  private CutAnswer current;
  private byte[] beginning;

  JsonLinesFile(OutputStream out) {
    this.out = out;
  }

  @Override
  public void add(CutAnswer answer, StoredRow row) throws IOException {
    if (!Objects.equals(answer, current)) {
      current = answer;
      beginning =
          "{\"host_id\":\"%s\",\"hostname\":%s,\"query_id\":\"%s\",\"row_no\":"
              .formatted(
                  answer.hostId(),
                  MessageCodec.json().writeValueAsString(answer.hostname()),
                  answer.queryId())
              .getBytes(UTF_8);
    }
    write(beginning);
    write(Long.toString(row.rowNo()).getBytes(US_ASCII));
    write(COLUMNS);
    // A line: whoever stored it has escaped what is below a space (BinaryRows).
    write(row.columns());
    write(END);
  }

  private void write(byte[] bytes) throws IOException {
    if (bytes.length > buffer.length - filled) {
      drain();
    }
    if (bytes.length > buffer.length) {
      out.write(bytes);
    } else {
      System.arraycopy(bytes, 0, buffer, filled, bytes.length);
      filled += bytes.length;
    }
  }

  private void drain() throws IOException {
    out.write(buffer, 0, filled);
    filled = 0;
  }

  @Override
  public void end() throws IOException {
    drain();
    out.flush();
  }
}
