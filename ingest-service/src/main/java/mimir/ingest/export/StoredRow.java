package mimir.ingest.export;

import java.util.UUID;

/**
 * A row as the database holds it.
 *
 * @param columns a JSON object of texts, in UTF-8
 */
record StoredRow(UUID hostId, UUID queryId, long rowNo, byte[] columns) {}
