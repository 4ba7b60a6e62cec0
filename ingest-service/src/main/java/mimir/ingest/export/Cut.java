package mimir.ingest.export;

import java.time.Instant;
import java.util.UUID;

/**
 * The answers that were committed at one moment.
 *
 * @param hostId only those of this host; null for all
 * @param at shortly before that moment
 * @param snapshot PostgreSQL's pg_snapshot as a text
 * @param rows of all these answers
 */
record Cut(UUID campaignId, UUID hostId, Instant at, String snapshot, long rows) {}
