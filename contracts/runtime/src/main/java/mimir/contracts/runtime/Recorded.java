package mimir.contracts.runtime;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as the log holds it.
 *
 * @param version 1-based place in its stream
 * @param actor who made it happen: a username, perhaps with the API key, or {@code system}
 */
public record Recorded<T>(UUID id, long version, Instant at, String actor, T event) {}
