-- The indicators; a projection of their streams, whose unique key also decides which of two equal
-- values is the first. A value may be longer than an entry of a B-tree: what is compared is its
-- SHA-256.
CREATE TABLE indicator (
    indicator_id uuid NOT NULL,
    type text NOT NULL,
    value text NOT NULL,
    value_hash bytea NOT NULL,
    severity text NOT NULL,
    description text NOT NULL,
    tags text[] NOT NULL,
    active boolean NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    changed_by text,
    changed_at timestamptz,
    CONSTRAINT indicator_pkey PRIMARY KEY (indicator_id),
    CONSTRAINT one_indicator_per_value UNIQUE (type, value_hash),
    CONSTRAINT type_known CHECK (
        type IN ('file_hash_sha256', 'file_hash_sha1', 'file_hash_md5', 'filename', 'filepath',
                 'registry_key', 'ipv4', 'domain', 'url')),
    CONSTRAINT severity_known CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
    CONSTRAINT changed_by_somebody CHECK ((changed_at IS NULL) = (changed_by IS NULL))
);
