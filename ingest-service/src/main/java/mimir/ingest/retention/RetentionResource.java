package mimir.ingest.retention;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import java.util.UUID;
import mimir.contracts.runtime.Operator;

@Path("/api/v1/campaigns/{id}/rows")
@RolesAllowed(Operator.ADMIN)
class RetentionResource {
  private final DropRows rows;
  private final Operator operator;

  RetentionResource(DropRows rows, Operator operator) {
    this.rows = rows;
    this.operator = operator;
  }

  /**
   * Drops a stopped or archived campaign's rows for good, and keeps its record: answers with their
   * counts, errors, audit. Late answers are refused from then on. Once more changes nothing.
   */
  @DELETE
  public void drop(UUID id) {
    rows.drop(id, new DropRows.By(operator.username(), operator.actor()));
  }
}
