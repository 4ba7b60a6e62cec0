package mimir.ingest.responses;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import mimir.contracts.ingest.ResultPart.Assignment;
import org.jdbi.v3.core.Jdbi;

/** Notes whose answer is not kept; each is told to others once, however often it is read. */
@ApplicationScoped
class NoteRefusals {
  // In one order, so that two transactions with the same ones wait in a row.
  private static final Comparator<Assignment> BY_KEY =
      Comparator.comparing(Assignment::campaignId)
          .thenComparing(Assignment::hostId)
          .thenComparing(Assignment::queryId);

  private static final String NOTE =
      """
      INSERT INTO refused_answer (campaign_id, host_id, query_id)
      SELECT campaign_id, host_id, query_id
      FROM unnest(:campaign_ids, :host_ids, :query_ids)
          WITH ORDINALITY AS refused (campaign_id, host_id, query_id, place)
      ORDER BY place
      ON CONFLICT DO NOTHING
      RETURNING campaign_id, host_id, query_id
      """;

  private final Jdbi jdbi;

  NoteRefusals(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Those that were not noted before. */
  List<Assignment> note(Collection<Assignment> refused) {
    if (refused.isEmpty()) {
      return List.of();
    }
    List<Assignment> sorted = refused.stream().sorted(BY_KEY).toList();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(NOTE)
                .bindArray(
                    "campaign_ids",
                    UUID.class,
                    sorted.stream().map(Assignment::campaignId).toList())
                .bindArray("host_ids", UUID.class, sorted.stream().map(Assignment::hostId).toList())
                .bindArray(
                    "query_ids", UUID.class, sorted.stream().map(Assignment::queryId).toList())
                .map(
                    (row, _) ->
                        new Assignment(
                            row.getObject("campaign_id", UUID.class),
                            row.getObject("query_id", UUID.class),
                            row.getObject("host_id", UUID.class)))
                .list());
  }
}
