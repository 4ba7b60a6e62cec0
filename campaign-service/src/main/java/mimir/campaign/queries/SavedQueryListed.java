package mimir.campaign.queries;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A row of the list: as {@link SavedQuery}, but for the ids of its hosts. */
record SavedQueryListed(
    UUID id,
    String name,
    String description,
    String sql,
    Scope scope,
    String createdBy,
    Instant createdAt,
    String changedBy,
    Instant changedAt) {

  /**
   * @param hosts number of hosts of the type {@code hosts}, else 0
   * @param os of the type {@code os_in}, else empty
   */
  record Scope(
      @Schema(description = "all, hosts or os_in") String type,
      @Schema(description = "How many hosts; their ids stand in the saved query itself.") int hosts,
      List<String> os) {}
}
