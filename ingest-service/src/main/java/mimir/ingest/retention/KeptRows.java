package mimir.ingest.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;

/** Whether there is anything to read. */
@ApplicationScoped
public class KeptRows {
  private final RetentionTables tables;

  KeptRows(RetentionTables tables) {
    this.tables = tables;
  }

  /** Refuses when the campaign is not known, or its rows were dropped. */
  public void check(UUID campaignId) {
    var kept = tables.find(campaignId).orElseThrow(() -> Refused.notFound("This campaign"));
    if (kept.rowsDroppedAt() != null) {
      throw new Refused(
          ErrorCode.ROWS_DROPPED,
          "The rows of this campaign were dropped; its record is kept.",
          Map.of("dropped_at", kept.rowsDroppedAt()));
    }
  }
}
