-- Nothing could be registered before.
DROP TABLE osquery_release;

-- Projection of the releases' streams.
CREATE TABLE osquery_release (
    release_id uuid NOT NULL,
    version text NOT NULL,
    os text NOT NULL,
    arch text NOT NULL,
    download_url text NOT NULL,
    sha256 text NOT NULL,
    signature text NOT NULL,
    manifest_timestamp timestamptz NOT NULL,
    status text NOT NULL,
    rollout_percent integer,
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    approved_at timestamptz,
    approved_by text,
    -- When it was last set above 0; NULL while nobody gets it.
    rollout_began_at timestamptz,
    pause_reason text,
    CONSTRAINT osquery_release_pkey PRIMARY KEY (release_id),
    CONSTRAINT one_release_per_version_and_platform UNIQUE (version, os, arch),
    CONSTRAINT status_known CHECK (status IN ('pending', 'approved')),
    CONSTRAINT rollout_in_range CHECK (rollout_percent BETWEEN 0 AND 100),
    CONSTRAINT rollout_of_approved CHECK ((status = 'approved') = (rollout_percent IS NOT NULL))
);

-- Copy of dispatch-service's hosts: what they run, and when they were heard of.
CREATE TABLE host (
    host_id uuid NOT NULL,
    osquery_version text,
    last_seen timestamptz NOT NULL,
    decommissioned_at timestamptz,
    CONSTRAINT host_pkey PRIMARY KEY (host_id)
);

-- What became of each offer: hosts are offered a release again until they run it.
CREATE TABLE offered_host (
    release_id uuid NOT NULL,
    host_id uuid NOT NULL,
    version text NOT NULL,
    offered_at timestamptz NOT NULL,
    installed_at timestamptz,
    failed_at timestamptz,
    failure text,
    CONSTRAINT offered_host_pkey PRIMARY KEY (release_id, host_id)
);
CREATE INDEX offered_host_by_version ON offered_host (host_id, version);
