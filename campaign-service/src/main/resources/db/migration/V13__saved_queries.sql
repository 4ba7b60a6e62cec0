-- The saved queries that exist; a projection of their streams. A deleted one has no row.
CREATE TABLE saved_query (
    saved_query_id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    sql text NOT NULL,
    scope_type text NOT NULL,
    scope_host_ids uuid[] NOT NULL,
    scope_os text[] NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    changed_by text,
    changed_at timestamptz,
    CONSTRAINT saved_query_pkey PRIMARY KEY (saved_query_id),
    CONSTRAINT scope_known CHECK (scope_type IN ('all', 'hosts', 'os_in')),
    CONSTRAINT hosts_have_ids CHECK ((scope_type = 'hosts') = (cardinality(scope_host_ids) > 0)),
    CONSTRAINT os_in_has_os CHECK ((scope_type = 'os_in') = (cardinality(scope_os) > 0)),
    CONSTRAINT changed_by_somebody CHECK ((changed_at IS NULL) = (changed_by IS NULL))
);
