package mimir.gateway.keys;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What may be known of a key.
 *
 * @param lastUsedAt to about a minute; null when it was never used
 */
public record ApiKey(
    UUID id,
    String name,
    String username,
    Instant createdAt,
    @Schema(nullable = true) @Nullable Instant lastUsedAt) {}
