package mimir.campaign.launches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
public class IdempotencyKeys {

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

  private static final int LENGTH_MAX = 255;

  private final Jdbi jdbi;
  private final ObjectMapper json;
  private final CampaignLimits limits;
  private final InstantSource clock;

  IdempotencyKeys(Jdbi jdbi, ObjectMapper json, CampaignLimits limits, InstantSource clock) {
    this.jdbi = jdbi;
    this.json = json;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * @param hash of the whole request, so that the key of another one is found
   */
  public record Key(String key, byte[] hash) {}

  /**
   * Null when the request has no key; two requests that mean the same have the same hash.
   *
   * @throws Refused {@code invalid_field} for a key that is no short printable text
   */
  public Key of(String key, Object request) {
    if (key == null) {
      return null;
    }
    check(key);
    try {
      return new Key(
          key, MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(request)));
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static void check(String key) {
    boolean printable =
        !key.isEmpty()
            && key.length() <= LENGTH_MAX
            && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (!printable) {
      throw Refused.invalidField(
          "Idempotency-Key", "Idempotency-Key is 1 to 255 printable ASCII characters.");
    }
  }

  /**
   * Takes the key for {@code launchId}, with the caller's transaction.
   *
   * @param claimed null for a request without a key, which is always the first
   * @return what the first request with this key made; empty when this is the first
   * @throws Refused {@code idempotency_key_reused} when the first request was another one
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Optional<UUID> claim(String username, Key claimed, UUID launchId, Instant now) {
    if (claimed == null) {
      return Optional.empty();
    }
    String key = claimed.key();
    byte[] requestHash = claimed.hash();
    return jdbi.withHandle(
        handle -> {
          int inserted =
              handle
                  .createUpdate(CLAIM)
                  .bind("username", username)
                  .bind("key", key)
                  .bind("request_hash", requestHash)
                  .bind("launch_id", launchId)
                  .bind("now", now)
                  .execute();
          if (inserted == 1) {
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
