-- Projection of the releases' streams.
CREATE TABLE osquery_release (
    release_id uuid NOT NULL,
    version text NOT NULL,
    os text NOT NULL,
    arch text NOT NULL,
    status text NOT NULL,
    rollout_percent integer,
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    CONSTRAINT osquery_release_pkey PRIMARY KEY (release_id),
    CONSTRAINT one_release_per_version_and_platform UNIQUE (version, os, arch),
    CONSTRAINT status_known CHECK (status IN ('pending', 'approved')),
    CONSTRAINT rollout_in_range CHECK (rollout_percent BETWEEN 0 AND 100)
);
