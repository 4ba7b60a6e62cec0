-- The fold proposes differences as a new row, and PostgreSQL checks a proposed row before it looks
-- for a conflict: an answer after a cancellation proposes cancelled = -1. So each counter may not be
-- bounded by itself; the sum still is.
ALTER TABLE host_coverage
    DROP CONSTRAINT no_more_than_asked,
    ADD CONSTRAINT no_more_than_asked CHECK (responded + errored + cancelled <= queries);
