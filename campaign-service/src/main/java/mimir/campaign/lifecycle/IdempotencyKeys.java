package mimir.campaign.lifecycle;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import mimir.campaign.CampaignLimits;
import mimir.contracts.ErrorCode;
import mimir.contracts.Refused;
import org.jdbi.v3.core.Jdbi;

/** Which request made what, so that its repetition makes nothing (L-5). A key is one person's. */
@ApplicationScoped
class IdempotencyKeys {

  // A second request with the key waits here for the transaction of the first.
  private static final String CLAIM =
      """
      INSERT INTO idempotency_key (username, key, request_hash, launch_id, used_at)
      VALUES (:username, :key, :request_hash, :launch_id, :now)
      ON CONFLICT DO NOTHING
      """;

  private static final String FIRST =
      """
      SELECT launch_id, request_hash
      FROM idempotency_key
      WHERE username = :username AND key = :key
      """;

  private static final String FORGET =
      """
      DELETE FROM idempotency_key
      WHERE used_at < :before
      """;

  private final Jdbi jdbi;
  private final CampaignLimits limits;
  private final InstantSource clock;

  IdempotencyKeys(Jdbi jdbi, CampaignLimits limits, InstantSource clock) {
    this.jdbi = jdbi;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Takes the key for {@code launchId}, with the caller's transaction.
   *
   * @return what the first request with this key made; empty when this is the first
   * @throws Refused {@code idempotency_key_reused} when the first request was another one
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Optional<UUID> claim(
      String username, String key, byte[] requestHash, UUID launchId, Instant now) {
    return jdbi.withHandle(
        handle -> {
          int claimed =
              handle
                  .createUpdate(CLAIM)
                  .bind("username", username)
                  .bind("key", key)
                  .bind("request_hash", requestHash)
                  .bind("launch_id", launchId)
                  .bind("now", now)
                  .execute();
          if (claimed == 1) {
            return Optional.empty();
          }
          return Optional.of(
              handle
                  .createQuery(FIRST)
                  .bind("username", username)
                  .bind("key", key)
                  .map(
                      (row, _) ->
                          same(
                              row.getBytes("request_hash"),
                              requestHash,
                              row.getObject("launch_id", UUID.class)))
                  .one());
        });
  }

  private static UUID same(byte[] first, byte[] now, UUID launchId) {
    if (!Arrays.equals(first, now)) {
      throw new Refused(
          ErrorCode.IDEMPOTENCY_KEY_REUSED,
          "This Idempotency-Key was used for another request; take a new one.");
    }
    return launchId;
  }

  @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void forget() {
    Instant before = clock.instant().minus(limits.idempotencyKeep());
    jdbi.useHandle(handle -> handle.createUpdate(FORGET).bind("before", before).execute());
  }
}
