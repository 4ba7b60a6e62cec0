CREATE TABLE host (
    host_id uuid NOT NULL,
    host_identifier text NOT NULL,
    hostname text NOT NULL,
    platform text NOT NULL,
    os_version text NOT NULL,
    arch text NOT NULL,
    ip text NOT NULL,
    osquery_version text NOT NULL,
    labels jsonb NOT NULL DEFAULT '{}',
    -- SHA-256 of the node key: 256 random bits, so that no salt is needed.
    node_key_hash bytea NOT NULL,
    enrolled_at timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    last_seen_published_at timestamptz NOT NULL,
    decommissioned_at timestamptz,
    CONSTRAINT host_pkey PRIMARY KEY (host_id),
    CONSTRAINT node_key_is_one_hosts UNIQUE (node_key_hash)
);

-- A machine that enrolls again is the same host, unless that one was decommissioned (H-5, H-6).
CREATE UNIQUE INDEX one_host_in_service_per_identifier
    ON host (host_identifier) WHERE decommissioned_at IS NULL;
CREATE INDEX host_by_hostname ON host (hostname, host_id);

CREATE TABLE enrollment_secret (
    secret_id uuid NOT NULL,
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    max_uses integer,
    uses integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT enrollment_secret_pkey PRIMARY KEY (secret_id),
    CONSTRAINT one_row_per_secret UNIQUE (secret_hash),
    CONSTRAINT uses_within_cap CHECK (max_uses IS NULL OR uses <= max_uses)
);
