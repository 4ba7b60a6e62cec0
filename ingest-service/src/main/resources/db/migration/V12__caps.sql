-- With one query a host's rows are those of its one answer; with several they are counted.
ALTER TABLE campaign ADD COLUMN queries integer NOT NULL DEFAULT 2;
ALTER TABLE campaign ALTER COLUMN queries DROP DEFAULT;

-- Rows kept of each campaign (R-4). A table of its own: a batch holds its campaigns, and changes
-- this late, so that two batches of one campaign wait for each other's commit only.
CREATE TABLE campaign_rows (
    campaign_id uuid NOT NULL,
    cap bigint NOT NULL,
    rows bigint NOT NULL DEFAULT 0,
    -- When an answer did not fit; nothing is kept after that.
    crossed_at timestamptz,
    CONSTRAINT campaign_rows_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT rows_within_cap CHECK (rows BETWEEN 0 AND cap)
) WITH (fillfactor = 50);

INSERT INTO campaign_rows (campaign_id, cap, rows)
SELECT campaign_id, greatest(campaign_cap, kept), kept
FROM campaign
CROSS JOIN LATERAL (
    SELECT coalesce(sum(rows), 0) AS kept
    FROM answer
    WHERE answer.campaign_id = campaign.campaign_id) AS sums;

-- So that an upload's size is known without reading it.
ALTER TABLE waiting_part ADD COLUMN rows integer NOT NULL DEFAULT 0;
ALTER TABLE waiting_part ADD COLUMN nul_replaced integer NOT NULL DEFAULT 0;
UPDATE waiting_part
SET rows = json_array_length(message::json -> 'rows'),
    nul_replaced = (message::json ->> 'nul_replaced')::integer;
ALTER TABLE waiting_part ALTER COLUMN rows DROP DEFAULT;
ALTER TABLE waiting_part ALTER COLUMN nul_replaced DROP DEFAULT;

-- What ended without an answer and is told among a campaign's errors (V-13).
CREATE TABLE unanswered (
    campaign_id uuid NOT NULL,
    host_id uuid NOT NULL,
    query_id uuid NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT unanswered_pkey PRIMARY KEY (campaign_id, host_id, query_id)
);
