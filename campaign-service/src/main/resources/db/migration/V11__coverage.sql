-- How each assignment ended, folded from the topics responses and assignment-ends. Open ones have
-- no row: pending = assigned - ended, so the counts balance at every moment (INV-1).
CREATE TABLE ended_assignment (
    campaign_id uuid NOT NULL,
    host_id uuid NOT NULL,
    query_id uuid NOT NULL,
    -- An accepted answer outranks a cancellation of the same assignment, in whatever order they
    -- arrive: 1 cancelled, 2 errored, 3 responded, 4 discarded (counted as cancelled).
    rank smallint NOT NULL,
    late boolean NOT NULL,
    hit boolean NOT NULL,
    rows bigint NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT ended_assignment_pkey PRIMARY KEY (campaign_id, host_id, query_id),
    CONSTRAINT rank_known CHECK (rank IN (1, 2, 3, 4))
);

-- Per host of a campaign, once anything of it ended.
CREATE TABLE host_coverage (
    campaign_id uuid NOT NULL,
    host_id uuid NOT NULL,
    queries smallint NOT NULL,
    responded smallint NOT NULL,
    errored smallint NOT NULL,
    cancelled smallint NOT NULL,
    hits smallint NOT NULL,
    state text NOT NULL GENERATED ALWAYS AS (
        CASE
            WHEN responded + errored + cancelled < queries THEN 'pending'
            WHEN responded > 0 THEN 'responded'
            WHEN errored > 0 THEN 'errored'
            ELSE 'cancelled'
        END) STORED,
    CONSTRAINT host_coverage_pkey PRIMARY KEY (campaign_id, host_id),
    -- Not "each >= 0": the fold proposes differences, and PostgreSQL checks the proposed row before
    -- it looks at ON CONFLICT.
    CONSTRAINT no_more_than_asked CHECK (responded + errored + cancelled <= queries)
);

-- The numbers of the list and the detail.
CREATE TABLE coverage (
    campaign_id uuid NOT NULL,
    assigned bigint NOT NULL,
    responded bigint NOT NULL DEFAULT 0,
    errored bigint NOT NULL DEFAULT 0,
    cancelled bigint NOT NULL DEFAULT 0,
    late bigint NOT NULL DEFAULT 0,
    rows_kept bigint NOT NULL DEFAULT 0,
    hosts bigint NOT NULL,
    hosts_responded bigint NOT NULL DEFAULT 0,
    hosts_errored bigint NOT NULL DEFAULT 0,
    hosts_cancelled bigint NOT NULL DEFAULT 0,
    hosts_hit bigint NOT NULL DEFAULT 0,
    as_of timestamptz NOT NULL,
    CONSTRAINT coverage_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT assignments_balance CHECK (responded + errored + cancelled <= assigned),
    CONSTRAINT hosts_balance CHECK (hosts_responded + hosts_errored + hosts_cancelled <= hosts)
);
