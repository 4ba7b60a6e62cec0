-- Copy of dispatch-service's hosts, kept from the hosts topic: what a target is resolved against.
CREATE TABLE host (
    host_id uuid NOT NULL,
    hostname text NOT NULL,
    platform text NOT NULL,
    last_seen timestamptz NOT NULL,
    decommissioned_at timestamptz,
    CONSTRAINT host_pkey PRIMARY KEY (host_id)
);

-- The campaign as it is read; a projection of its stream.
CREATE TABLE campaign (
    campaign_id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    created_by text NOT NULL,
    launched_at timestamptz NOT NULL,
    live_until timestamptz NOT NULL,
    target_type text NOT NULL,
    assigned_hosts bigint NOT NULL,
    not_applicable_hosts bigint NOT NULL,
    per_host_cap integer NOT NULL,
    campaign_cap bigint NOT NULL,
    stopped_at timestamptz,
    stopped_by text,
    stop_reason text,
    discard_in_flight boolean NOT NULL DEFAULT false,
    CONSTRAINT campaign_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT kind_known CHECK (kind IN ('ioc_hunt', 'osquery')),
    CONSTRAINT status_known CHECK (status IN ('active', 'stopped', 'archived')),
    CONSTRAINT active_is_not_stopped CHECK (status <> 'active' OR stopped_at IS NULL)
);

CREATE TABLE campaign_query (
    campaign_id uuid NOT NULL,
    query_id uuid NOT NULL,
    type text NOT NULL,
    sql text NOT NULL,
    assigned bigint NOT NULL,
    CONSTRAINT campaign_query_pkey PRIMARY KEY (campaign_id, query_id)
);

-- The frozen assigned set: written by the launch, never changed.
CREATE TABLE assigned_host (
    campaign_id uuid NOT NULL,
    host_id uuid NOT NULL,
    chunk integer NOT NULL,
    queries smallint NOT NULL,
    CONSTRAINT assigned_host_pkey PRIMARY KEY (campaign_id, host_id)
);
CREATE INDEX assigned_host_by_chunk ON assigned_host (campaign_id, chunk);

-- How much of the assigned set was published: goes on after a crash.
CREATE TABLE chunk_progress (
    campaign_id uuid NOT NULL,
    published integer NOT NULL,
    chunks integer NOT NULL,
    traceparent text,
    CONSTRAINT chunk_progress_pkey PRIMARY KEY (campaign_id),
    CONSTRAINT published_within CHECK (published BETWEEN 0 AND chunks)
);
CREATE INDEX chunk_progress_open ON chunk_progress (campaign_id) WHERE published < chunks;
