-- Counts how often answers were taken back: sums over them are then made anew.
ALTER TABLE campaign_rows ADD COLUMN taken_back integer NOT NULL DEFAULT 0;

-- A column's values with their hosts and rows, over the answers that the snapshot sees.
CREATE TABLE stack (
    campaign_id uuid NOT NULL,
    name text NOT NULL,
    snapshot pg_snapshot NOT NULL,
    taken_back integer NOT NULL,
    rows bigint NOT NULL,
    hosts bigint NOT NULL,
    counted_at timestamptz NOT NULL,
    CONSTRAINT stack_pkey PRIMARY KEY (campaign_id, name)
);
CREATE INDEX stack_by_counted_at ON stack (counted_at);

-- The key is the value's SHA-256, for a value may be longer than an index takes; that of rows
-- without the column is empty, and so is their value.
CREATE TABLE stack_value (
    campaign_id uuid NOT NULL,
    name text NOT NULL,
    value_key bytea NOT NULL,
    value text,
    value_cut boolean NOT NULL,
    hosts bigint NOT NULL,
    rows bigint NOT NULL,
    example_host_id uuid NOT NULL,
    CONSTRAINT stack_value_pkey PRIMARY KEY (campaign_id, name, value_key),
    CONSTRAINT stack_value_stack FOREIGN KEY (campaign_id, name) REFERENCES stack ON DELETE CASCADE
);
CREATE INDEX stack_value_by_hosts ON stack_value (campaign_id, name, hosts, rows, value_key);
