package mimir.gateway.keys;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What may be known of a key.
 *
 * @param lastUsedAt to about a minute; null when it was never used
 */
public record ApiKey(
    UUID id, String name, String username, Instant createdAt, @Nullable Instant lastUsedAt) {}
