package mimir.contracts.runtime;

import java.time.Instant;
import java.util.UUID;

/**
 * A message as it came from a topic.
 *
 * @param id the {@code ce_id}: the dedup key
 * @param at the {@code ce_time}, or the record's time when the header is missing
 * @param traceparent the trace that it belongs to, or null
 */
public record Received<T>(UUID id, String key, Instant at, String traceparent, T message) {

  /** Does the work as part of the message's trace. */
  public void traced(Runnable work) {
    Trace.resume(traceparent, message.getClass().getSimpleName(), work);
  }
}
