package mimir.contracts.runtime;

import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/**
 * A message by its headers, for a reader that takes whatever there is and knows no types.
 *
 * @param id the {@code ce_id}: the dedup key
 * @param at the {@code ce_time}, or the record's time when the header is missing
 * @param actor who made it happen, perhaps with the API key; null when the writer does not tell
 * @param value the JSON as it was written
 */
public record RawMessage(
    UUID id,
    String key,
    Instant at,
    String type,
    String source,
    String subject,
    String actor,
    byte[] value) {

  /** What a reader makes of it. */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * @throws IOException if the value is not what any version of this software writes
     */
    T read(RawMessage message) throws IOException;
  }
}
