-- The ledger without partitions, and with indexes that a claim does not touch: docs/adr/0014.
DROP INDEX assignment_claimable, assignment_open_by_campaign;
ALTER TABLE assignment RENAME TO assignment_in_partitions;
ALTER TABLE assignment_in_partitions RENAME CONSTRAINT assignment_pkey TO assignment_in_partitions_pkey;

-- Room in each page for the next version of its rows: a claim then writes no index entry.
CREATE TABLE assignment (
    LIKE assignment_in_partitions INCLUDING DEFAULTS INCLUDING CONSTRAINTS
) WITH (fillfactor = 70);
INSERT INTO assignment SELECT * FROM assignment_in_partitions;
DROP TABLE assignment_in_partitions;
ALTER TABLE assignment
    ADD CONSTRAINT assignment_pkey PRIMARY KEY (host_id, campaign_id, query_id);

-- Neither names a column that changes before the end, not in its predicate either: what is open
-- has not ended. Any other predicate makes each claim a new entry in every index.
CREATE INDEX assignment_claimable ON assignment (host_id, assigned_at) WHERE ended_at IS NULL;
-- By host as well, so that a sweep goes on where it was and never walks over what it has ended.
CREATE INDEX assignment_open_by_campaign ON assignment (campaign_id, host_id)
    WHERE ended_at IS NULL;
