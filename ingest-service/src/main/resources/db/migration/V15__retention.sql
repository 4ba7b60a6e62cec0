ALTER TABLE campaign ADD COLUMN archived_at timestamptz;
-- From then on the campaign has no rows, and no further answer of it is kept.
ALTER TABLE campaign ADD COLUMN rows_dropped_at timestamptz;
CREATE INDEX campaign_by_rows_dropped_at ON campaign (rows_dropped_at)
    WHERE rows_dropped_at IS NOT NULL;
