-- dispatch-service's knowledge of campaigns: the fence of every claim.
CREATE TABLE campaign (
    campaign_id uuid NOT NULL,
    status text NOT NULL,
    kind text NOT NULL,
    launched_at timestamptz NOT NULL,
    stopped_at timestamptz,
    discard_in_flight boolean NOT NULL DEFAULT false,
    -- When to look for open assignments of a stopped campaign; NULL: none are left.
    sweep_at timestamptz,
    traceparent text,
    CONSTRAINT campaign_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT status_known CHECK (status IN ('active', 'stopped', 'archived')),
    CONSTRAINT stopped_has_a_time CHECK ((status = 'active') = (stopped_at IS NULL))
);
CREATE INDEX campaign_to_sweep ON campaign (sweep_at) WHERE sweep_at IS NOT NULL;

CREATE TABLE campaign_query (
    campaign_id uuid NOT NULL,
    query_id uuid NOT NULL,
    type text NOT NULL,
    sql text NOT NULL,
    CONSTRAINT campaign_query_pkey PRIMARY KEY (campaign_id, query_id),
    CONSTRAINT query_of_a_campaign FOREIGN KEY (campaign_id) REFERENCES campaign
);

-- The ledger. No foreign key to campaign: a chunk may arrive before the launch does.
CREATE TABLE assignment (
    host_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    query_id uuid NOT NULL,
    state text NOT NULL,
    assigned_at timestamptz NOT NULL,
    -- Not claimable before this time (osquery's denylist).
    not_before timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    lease_id uuid,
    leased_until timestamptz,
    -- Answers to older leases of this host are still accepted if nothing else answered first.
    earlier_lease_ids uuid[] NOT NULL DEFAULT '{}',
    ended_at timestamptz,
    reason text,
    CONSTRAINT assignment_pkey PRIMARY KEY (host_id, campaign_id, query_id),
    CONSTRAINT state_known CHECK (
        state IN ('pending', 'leased', 'draining', 'responded', 'errored', 'cancelled')),
    CONSTRAINT on_the_wire_means_leased CHECK (
        (state IN ('leased', 'draining')) = (lease_id IS NOT NULL)
        AND (lease_id IS NULL) = (leased_until IS NULL)),
    CONSTRAINT ended_has_a_time CHECK (
        (state IN ('responded', 'errored', 'cancelled')) = (ended_at IS NOT NULL))
) PARTITION BY HASH (host_id);

DO $$
BEGIN
    FOR n IN 0..7 LOOP
        EXECUTE format(
            'CREATE TABLE assignment_%s PARTITION OF assignment'
            ' FOR VALUES WITH (MODULUS 8, REMAINDER %s) WITH (fillfactor = 70)', n, n);
    END LOOP;
END $$;

CREATE INDEX assignment_claimable
    ON assignment (host_id, assigned_at) WHERE state IN ('pending', 'leased');
CREATE INDEX assignment_open_by_campaign
    ON assignment (campaign_id) WHERE state IN ('pending', 'leased', 'draining');

-- One row: the tokens of the whole service. Replicas take shares of it.
CREATE TABLE token_bucket (
    one boolean NOT NULL DEFAULT true,
    tokens double precision NOT NULL,
    refilled_at timestamptz NOT NULL,
    CONSTRAINT token_bucket_pkey PRIMARY KEY (one),
    CONSTRAINT there_is_one_bucket CHECK (one)
);
INSERT INTO token_bucket (tokens, refilled_at) VALUES (0, now());
