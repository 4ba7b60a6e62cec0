package mimir.ingest.export;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import mimir.contracts.MessageCodec;

/** One JSON object a line, its columns as the host sent them. */
final class JsonLinesFile implements RowFile {
  private static final byte[] COLUMNS = ",\"columns\":".getBytes(US_ASCII);
  private static final byte[] END = "}\n".getBytes(US_ASCII);

  private final OutputStream out;
  private CutAnswer current;
  private byte[] beginning;

  JsonLinesFile(OutputStream out) {
    this.out = out;
  }

  @Override
  public void add(CutAnswer answer, StoredRow row) throws IOException {
    if (!answer.equals(current)) {
      current = answer;
      beginning =
          "{\"host_id\":\"%s\",\"hostname\":%s,\"query_id\":\"%s\",\"row_no\":"
              .formatted(
                  answer.hostId(),
                  MessageCodec.json().writeValueAsString(answer.hostname()),
                  answer.queryId())
              .getBytes(UTF_8);
    }
    out.write(beginning);
    out.write(Long.toString(row.rowNo()).getBytes(US_ASCII));
    out.write(COLUMNS);
    // A line: whoever stored it has escaped what is below a space (BinaryRows).
    out.write(row.columns());
    out.write(END);
  }

  @Override
  public void end() throws IOException {
    out.flush();
  }
}
