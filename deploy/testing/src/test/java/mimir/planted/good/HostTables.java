package mimir.planted.good;

import java.time.Instant;
import java.time.InstantSource;
import org.jdbi.v3.core.Jdbi;

/** Keeps every rule. */
final class HostTables {
  private static final String TOUCH =
      """
      UPDATE host
      SET last_seen = :now
      """;

  private final Jdbi jdbi;
  private final InstantSource clock;

  HostTables(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  void touch() {
    Instant now = clock.instant();
    jdbi.useHandle(handle -> handle.createUpdate(TOUCH).bind("now", now).execute());
  }
}
