-- The transaction that stored the answer: an export takes the answers that were there when it began,
-- and holds no snapshot open for that (pg_visible_in_snapshot).
ALTER TABLE answer ADD COLUMN stored_in xid8 NOT NULL DEFAULT pg_current_xact_id();

-- Names of the columns of a campaign's rows, for a table's header; no name: some are left out.
CREATE TABLE campaign_column (
    campaign_id uuid NOT NULL,
    name text,
    position integer NOT NULL,
    CONSTRAINT campaign_column_key UNIQUE NULLS NOT DISTINCT (campaign_id, name)
);

INSERT INTO campaign_column (campaign_id, name, position)
SELECT answer_row.campaign_id, cell.name, min(cell.place) - 1
FROM answer_row
CROSS JOIN LATERAL json_object_keys(answer_row.columns) WITH ORDINALITY AS cell (name, place)
WHERE length(cell.name) <= 128
GROUP BY answer_row.campaign_id, cell.name;
