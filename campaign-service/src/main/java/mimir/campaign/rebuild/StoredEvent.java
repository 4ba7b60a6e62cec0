package mimir.campaign.rebuild;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import mimir.contracts.MessageCodec;

/**
 * A row of a stream, not decoded yet.
 *
 * @param version 1-based place in its stream
 * @param actor who made it happen, perhaps with the API key
 */
public record StoredEvent(
    UUID id, String stream, long version, String type, Instant at, String actor, String payload) {

  /**
   * @throws IllegalStateException when the codec does not know it: a projection that left something
   *     out would not be the one that was there before
   */
  public <T> T decode(MessageCodec<T> codec) {
    try {
      return codec
          .decode(type, payload.getBytes(StandardCharsets.UTF_8))
          .orElseThrow(() -> new IllegalStateException("event of a newer version: " + type));
    } catch (MessageCodec.Undecodable e) {
      throw new IllegalStateException("the event log holds an unreadable " + type, e);
    }
  }
}
