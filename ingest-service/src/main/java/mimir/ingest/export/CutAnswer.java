package mimir.ingest.export;

import java.util.UUID;

/** An answer with rows. */
record CutAnswer(UUID hostId, String hostname, UUID queryId) {
  boolean is(UUID host, UUID query) {
    return hostId.equals(host) && queryId.equals(query);
  }
}
