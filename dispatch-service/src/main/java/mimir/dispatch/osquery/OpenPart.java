package mimir.dispatch.osquery;

import mimir.contracts.ingest.ResultPart;

/**
 * The part that is being filled. Its size is what will be sent: rows that are written anew may have
 * more bytes than they came as.
 */
final class OpenPart {
  private final long from;
  private long to;
  private long growth;
  private int rows;
  private boolean flat = true;

  OpenPart(long from) {
    this.from = from;
  }

  boolean fits(long end, long growthOfRow) {
    return rows < ResultPart.ROWS_MAX && end - from + growth + growthOfRow <= ResultPart.BYTES_MAX;
  }

  void add(long end, long growthOfRow, boolean flatRow) {
    to = end;
    growth += growthOfRow;
    rows++;
    flat &= flatRow;
  }

  AgentWrite.Part closed() {
    return new AgentWrite.Part(from, Math.toIntExact(to - from), rows, flat);
  }
}
