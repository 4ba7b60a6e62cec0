package mimir.dispatch.reconnect;

import jakarta.enterprise.context.ApplicationScoped;
import org.jdbi.v3.core.Jdbi;

/** Takes a share of the service-wide bucket. */
@ApplicationScoped
class TakeTokens {

  // One row, locked for the length of this statement: replicas queue here for microseconds, and
  // only once a share and not once a claim. The clock is the database's.
  private static final String TAKE =
      """
      WITH filled AS MATERIALIZED (
          SELECT least(
                     :capacity,
                     tokens + :rate * greatest(
                         0, extract(EPOCH FROM clock_timestamp() - refilled_at))) AS tokens
          FROM token_bucket
          FOR UPDATE
      )
      UPDATE token_bucket
      SET tokens = filled.tokens - taken.tokens,
          refilled_at = clock_timestamp()
      FROM filled
      CROSS JOIN LATERAL (
          SELECT CASE WHEN filled.tokens >= :least THEN least(floor(filled.tokens), :wanted)
                      ELSE 0 END AS tokens
      ) AS taken
      RETURNING taken.tokens::integer
      """;

  /** For the row, should a replica that hangs hold it: hosts are told to come back meanwhile. */
  private static final int WAIT_MAX_SECONDS = 1;

  private final Jdbi jdbi;

  TakeTokens(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * {@code least} … {@code wanted} tokens, or none: fewer would be void before they are of use, and
   * the bucket would never fill up to as many.
   */
  int take(int least, int wanted, int ratePerSecond, double capacity) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(TAKE)
                .setQueryTimeout(WAIT_MAX_SECONDS)
                .bind("least", (double) least)
                .bind("wanted", wanted)
                .bind("rate", (double) ratePerSecond)
                .bind("capacity", capacity)
                .mapTo(Integer.class)
                .one());
  }
}
