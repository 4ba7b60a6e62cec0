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
    @Schema(nullable = true) String changedBy,
    @Schema(nullable = true) Instant changedAt) {

  /**
   * @param hosts number of hosts of the type {@code hosts}, else 0
   * @param os of the type {@code os_in}, else empty
   */
  @Schema(name = "SavedQueryScope")
  record Scope(
      @Schema(enumeration = {"all", "hosts", "os_in"}) String type,
      @Schema(description = "How many hosts; their ids stand in the saved query itself.") int hosts,
      List<String> os) {}
}
