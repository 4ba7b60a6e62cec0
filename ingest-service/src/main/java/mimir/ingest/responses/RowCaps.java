package mimir.ingest.responses;

/** How much of what a host sent is kept. */
final class RowCaps {

  /**
   * @param rows how many of the first rows are kept
   * @param truncated whether the host sent more
   * @param crosses whether rows that the host's own cap allows do not fit into the campaign
   */
  record Kept(long rows, boolean truncated, boolean crosses) {}

  /**
   * Reaching a cap exactly crosses nothing.
   *
   * @param sent rows of the answer
   * @param hostLeft rows that the host may still have kept in the campaign, at least 0
   * @param campaignLeft rows that the campaign may still keep, at least 0
   */
  static Kept kept(long sent, long hostLeft, long campaignLeft) {
    long wanted = Math.min(sent, hostLeft);
    long rows = Math.min(wanted, campaignLeft);
    return new Kept(rows, rows < sent, wanted > campaignLeft);
  }

  private RowCaps() {}
}
