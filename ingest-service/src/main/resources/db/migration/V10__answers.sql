-- Copy of dispatch-service's hosts: names for lists.
CREATE TABLE host (
    host_id uuid NOT NULL,
    hostname text NOT NULL,
    CONSTRAINT host_pkey PRIMARY KEY (host_id)
);

-- ingest-service's knowledge of campaigns: what an answer is judged by.
CREATE TABLE campaign (
    campaign_id uuid NOT NULL,
    kind text NOT NULL,
    launched_at timestamptz NOT NULL,
    live_until timestamptz NOT NULL,
    per_host_cap integer NOT NULL,
    campaign_cap bigint NOT NULL,
    stopped_at timestamptz,
    discard_in_flight boolean NOT NULL DEFAULT false,
    CONSTRAINT campaign_pkey PRIMARY KEY (campaign_id)
);

-- Parts that wait for the rest of their upload, or for their campaign to be known.
CREATE TABLE waiting_part (
    upload_id uuid NOT NULL,
    part integer NOT NULL,
    last boolean NOT NULL,
    campaign_id uuid NOT NULL,
    message text NOT NULL,
    traceparent text,
    arrived_at timestamptz NOT NULL,
    CONSTRAINT waiting_part_pkey PRIMARY KEY (upload_id, part)
);
CREATE INDEX waiting_part_by_campaign ON waiting_part (campaign_id);

-- The first terminal answer of each assignment; there is no second one (A-4, INV-2).
CREATE TABLE answer (
    campaign_id uuid NOT NULL,
    host_id uuid NOT NULL,
    query_id uuid NOT NULL,
    outcome text NOT NULL,
    status integer NOT NULL,
    message text,
    rows bigint NOT NULL,
    truncated boolean NOT NULL,
    late boolean NOT NULL,
    received_at timestamptz NOT NULL,
    responded_at timestamptz NOT NULL,
    nul_replaced integer NOT NULL,
    wall_time_ms bigint,
    memory_bytes bigint,
    CONSTRAINT answer_pkey PRIMARY KEY (campaign_id, host_id, query_id),
    CONSTRAINT outcome_known CHECK (outcome IN ('stored', 'errored'))
);

-- One partition a campaign, made when the campaign becomes known: dropping the campaign's rows is
-- dropping a table. json and not jsonb: the order of columns is kept (R-2).
CREATE TABLE answer_row (
    campaign_id uuid NOT NULL,
    host_id uuid NOT NULL,
    query_id uuid NOT NULL,
    row_no bigint NOT NULL,
    columns json NOT NULL,
    CONSTRAINT answer_row_pkey PRIMARY KEY (campaign_id, host_id, query_id, row_no)
) PARTITION BY LIST (campaign_id);
