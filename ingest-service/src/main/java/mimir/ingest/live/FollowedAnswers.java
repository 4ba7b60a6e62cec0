package mimir.ingest.live;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import mimir.contracts.ingest.ResultPart;
import org.jdbi.v3.core.Jdbi;

/** Gives answers their places, in the transaction that stores them. */
@ApplicationScoped
public class FollowedAnswers {

  private static final String APPEND =
      """
      INSERT INTO followed_answer (launch_id, place, host_id, query_id)
      SELECT :launch_id,
             n + (SELECT coalesce(max(place), 0)
                  FROM followed_answer
                  WHERE launch_id = :launch_id),
             host_id, query_id
      FROM unnest(:host_ids, :query_ids) WITH ORDINALITY AS kept (host_id, query_id, n)
      """;

  private final Jdbi jdbi;

  FollowedAnswers(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** While the counters of all their launches are held, so that no two take one place. */
  public void append(List<ResultPart.Assignment> kept) {
    Map<UUID, List<ResultPart.Assignment>> byLaunch =
        kept.stream().collect(Collectors.groupingBy(ResultPart.Assignment::campaignId));
    byLaunch.forEach(
        (launchId, answers) ->
            jdbi.useHandle(
                handle ->
                    handle
                        .createUpdate(APPEND)
                        .bind("launch_id", launchId)
                        .bindArray(
                            "host_ids",
                            UUID.class,
                            answers.stream().map(ResultPart.Assignment::hostId).toList())
                        .bindArray(
                            "query_ids",
                            UUID.class,
                            answers.stream().map(ResultPart.Assignment::queryId).toList())
                        .execute()));
  }
}
